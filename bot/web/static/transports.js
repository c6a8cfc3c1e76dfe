// Two ways to the server that mean the same: a WebSocket, and plain HTTP where something in between lets none through.
// Both are given { token, after(), frame(f), ended(code) }; `ready` turns true with the first frame of the talk.

const READY_WITHIN = 6000;
const POLL_WAIT = 20;
export const UNKNOWN = 4001;
export const TOO_MANY = 4008;

export class SocketWay {
  constructor(line) {
    this.line = line;
    this.ready = false;
    this.over = false;
    try {
      this.socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/chat/socket`);
    } catch {
      setTimeout(() => this.end(1006));
      return;
    }
    this.patience = setTimeout(() => this.end(1006), READY_WITHIN);
    this.socket.onopen = () => this.send({ type: "hello", token: line.token, after: line.after() });
    this.socket.onmessage = ({ data }) => {
      if (this.over) return;
      clearTimeout(this.silence);
      clearTimeout(this.patience);
      this.ready = true;
      line.frame(JSON.parse(data));
    };
    this.socket.onclose = ({ code }) => this.end(code);
  }

  send(frame) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  // After a sleep a socket may look open and be dead: ask, and give up on it if nobody answers.
  check() {
    if (!this.ready) return;
    this.send({ type: "ping" });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.end(1006), 4000);
  }

  end(code = 1000) {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.patience);
    clearTimeout(this.silence);
    this.socket?.close();
    this.line.ended(code);
  }
}

export class PollWay {
  constructor(line) {
    this.line = line;
    this.ready = false;
    this.over = false;
    this.stopping = new AbortController();
    this.headers = { Authorization: `Bearer ${line.token}`, "Content-Type": "application/json" };
    this.listen();
  }

  async listen() {
    try {
      while (!this.over) {
        const wait = this.ready ? POLL_WAIT : 0;
        const talk = await this.ask(`/chat/lines?after=${this.line.after()}&wait=${wait}`);
        if (this.over) return;
        if (!this.ready) talk.type = "talk";
        this.ready = true;
        this.line.frame(talk);
        if (talk.type === "erased") return;
        if (wait && !talk.lines.length) await new Promise((go) => setTimeout(go, 500));
      }
    } catch (error) {
      this.end(error.code ?? 1006);
    }
  }

  async send(frame) {
    try {
      this.line.frame(await this.ask("/chat/say", { method: "POST", body: JSON.stringify(frame) }));
    } catch (error) {
      this.end(error.code ?? 1006);
    }
  }

  async ask(path, more = {}) {
    const answer = await fetch(path, { ...more, headers: this.headers, signal: this.stopping.signal, cache: "no-store" });
    if (answer.status === 401) throw Object.assign(new Error("unknown session"), { code: UNKNOWN });
    if (!answer.headers.get("content-type")?.includes("json")) throw new Error(`the server answers ${answer.status}`);
    const frame = await answer.json();
    if (frame.type === "error" && answer.status !== 400) throw new Error(frame.why);
    return frame;
  }

  check() {}

  end(code = 1000) {
    if (this.over) return;
    this.over = true;
    this.stopping.abort();
    this.line.ended(code);
  }
}
