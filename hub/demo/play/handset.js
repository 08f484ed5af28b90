// A telephone of the local carrier: its state over a socket, its buttons as requests.
export class Handset {
  /** `show` is called with the phone's whole state at every change, `lost` when the carrier cannot be reached. */
  constructor(carrier, number, show, lost) {
    Object.assign(this, { carrier, number, show, lost, closed: false, wait: 500 });
    this.#connect();
  }

  #connect() {
    const socket = new WebSocket(`${this.carrier.replace("http", "ws")}/control/phones/${encodeURIComponent(this.number)}/events`);
    this.socket = socket;
    socket.onmessage = (event) => {
      this.wait = 500;
      this.lost(false);
      this.show(JSON.parse(event.data));
    };
    socket.onclose = () => {
      if (this.closed) return;
      this.lost(true);
      this.timer = setTimeout(() => this.#connect(), (this.wait = Math.min(this.wait * 2, 5000)));
    };
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }

  /** Press a button of the phone; throws with the carrier's explanation. */
  async act(action, body = {}) {
    const answer = await fetch(`${this.carrier}/control/phones/${encodeURIComponent(this.number)}/${action}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error((await answer.json()).error);
  }
}
