#!/bin/sh
# Guess: a listening socket handed to uvicorn answers as quickly as one that uvicorn makes itself.
# Seen (uvicorn 0.54.0, CPython 3.11, Linux): over a kept connection each small answer takes about
# 40 ms when the socket was made with socket.socket(AF_INET, SOCK_STREAM), and well under 5 ms when
# IPPROTO_TCP was named. asyncio sets TCP_NODELAY only on sockets whose `proto` is IPPROTO_TCP, and
# an accepted socket inherits the 0 of the one it came from; headers and body then go out as two
# small writes, the second of which waits for the client's delayed acknowledgement.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "uvicorn==0.54.0"
cat > "$work/times.py" <<'PY'
import http.client, socket, statistics, threading, time
import uvicorn


async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


def median(*kind):
    listener = socket.socket(socket.AF_INET, *kind)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    client = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1])
    times = []
    for _ in range(60):
        begun = time.perf_counter()
        client.request("GET", "/")
        client.getresponse().read()
        times.append(time.perf_counter() - begun)
    server.should_exit = True
    thread.join(5)
    return statistics.median(times) * 1e3


unnamed, named = median(socket.SOCK_STREAM), median(socket.SOCK_STREAM, socket.IPPROTO_TCP)
print(f"protocol 0: {unnamed:.1f} ms an answer; IPPROTO_TCP: {named:.1f} ms")
raise SystemExit(0 if unnamed > 4 * named and unnamed > 20 else 1)
PY
"$work/env/bin/python" "$work/times.py"
