// A page of the teacher's own: it gets the class's state, and says what the teacher asks for.

/**
 * Follow a class.
 *
 * @param {string} name teacher or projector
 * @param {(state: any) => void} show
 * @param {(isOn: boolean) => void} line
 */
export function watch(name, show, line) {
  /** @type {WebSocket} */
  let socket;
  function connect() {
    socket = new WebSocket(`ws://${location.host}/socket/${name}`);
    socket.onopen = () => line(true);
    socket.onmessage = ({ data }) => {
      const { state } = JSON.parse(data);
      if (state) show(state);
    };
    socket.onclose = () => {
      line(false);
      setTimeout(connect, 1_000);
    };
  }
  connect();
  return (/** @type {object} */ said) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
  };
}
