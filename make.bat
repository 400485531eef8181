@echo off
rem What the Makefile does, for Windows: make lab, make restore, make edit, make check, make test, make soak, make lint, make web, make words, make notebooks, make links, make parts.
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
rem By these another Python's libraries would come in.
set PYTHONPATH=
set PYTHONHOME=
set PYTHONSTARTUP=
set PYTHONUSERBASE=
set RUN=.venv\Scripts\python.exe
rem The newest Python here; PYTHON names another.
if not defined PYTHON where py >nul 2>nul && set PYTHON=py -3
if not defined PYTHON set PYTHON=python
%PYTHON% --version >nul 2>nul || (echo Reading a Crisis needs Python 3.11 or newer; install it, then try again. & exit /b 2)

if "%1"=="lab" goto lab
if "%1"=="restore" goto restore
if "%1"=="edit" goto edit
if "%1"=="check" goto check
if "%1"=="test" goto test
if "%1"=="soak" goto soak
if "%1"=="lint" goto lint
if "%1"=="notebooks" goto notebooks
if "%1"=="links" goto links
if "%1"=="parts" goto parts
if "%1"=="web" goto web
if "%1"=="words" goto words
echo make lab         Open the lessons in JupyterLab
echo make restore 03  Put your copy of a lesson back as it was made; answers stay
echo make edit        Open the kit's own notebooks in JupyterLab, to write in them
echo make check       Run the quick checks, for each small change
echo make test        Run everything that CI runs
echo make soak        Run large counts of kills, forged work and the like
echo make lint        Check style, types and which part imports which
echo make web         Build the scripts that run in the browser
echo make words       Compile what the kit says
echo make notebooks   Run the notebooks and store what they show
echo make links       List the sources that want opening, most used first
echo make parts       Bring the Python that plain pages mark with
if "%1"=="" exit /b 0
exit /b 2

:lab
%PYTHON% tools\install.py lab || exit /b 2
%RUN% -m lessons start %2 %3 %4 %5 %6
exit /b %ERRORLEVEL%

:restore
%PYTHON% tools\install.py lab || exit /b 2
rem To cmd, LESSON=03 is two words.
if /i "%~2"=="LESSON" shift
%RUN% -m lessons restore %2 %3 %4 %5 %6
exit /b %ERRORLEVEL%

:edit
%PYTHON% tools\install.py lab || exit /b 2
%RUN% -m lessons edit %2 %3 %4 %5 %6
exit /b %ERRORLEVEL%

:check
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\verify.py check
exit /b %ERRORLEVEL%

:test
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\browser.py >nul || exit /b 1
rem To cmd, WHAT=notebooks is two words.
if /i "%~2"=="WHAT" shift
%RUN% tools\verify.py test %2
exit /b %ERRORLEVEL%

:soak
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\browser.py >nul || exit /b 1
if /i "%~2"=="WHAT" shift
%RUN% tools\verify.py soak %2
exit /b %ERRORLEVEL%

:lint
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\verify.py lint
exit /b %ERRORLEVEL%

:words
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\words.py %2
exit /b %ERRORLEVEL%

:web
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\web.py build
exit /b %ERRORLEVEL%

:notebooks
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\store_outputs.py %2 %3 %4 %5 %6
exit /b %ERRORLEVEL%

:links
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\links.py %2
exit /b %ERRORLEVEL%

:parts
%PYTHON% tools\install.py test || exit /b 2
%RUN% tools\site_parts.py
exit /b %ERRORLEVEL%
