# Settings for The Littlest JupyterHub (https://tljh.jupyter.org), typed as root on its machine.
# NOT tried: each line was only held against its handbook.
set -eu
WHEEL=${1:?"say which wheel: sh deploy/littlest.sh reading_a_crisis-....whl"}
HUB=$(/opt/tljh/hub/bin/python -c "import jupyterhub; print(jupyterhub.__version__)")

python3 -m venv /opt/reading-a-crisis
/opt/reading-a-crisis/bin/pip install "$WHEEL" "jupyterhub==$HUB"

getent group teachers || groupadd teachers
install --directory --group teachers --mode 3773 /srv/reading-a-crisis/handins

install --directory /opt/tljh/config/jupyterhub_config.d
cat > /opt/tljh/config/jupyterhub_config.d/reading_a_crisis.py <<'END'
c.Spawner.cmd = ["/opt/reading-a-crisis/bin/python", "-m", "lessons.lab.hub"]
c.Spawner.environment = {"LESSONS_HANDINS": "/srv/reading-a-crisis/handins"}
END
tljh-config set limits.memory 700M
tljh-config set services.cull.timeout 3600
tljh-config reload
