"""A gateway: python3 gateway.py HOST PORT ID SECRET STATION, then a value of smoke (0-1) a line. Needs python3-paho-mqtt.
Messages lie in ID.db of the folder it runs in until the disk is full; a real one lets go of those that are thirty days old."""
import json, sqlite3, sys, threading, time
import paho.mqtt.client as mqtt

host, port, me, secret, station = sys.argv[1:6]
db = sqlite3.connect(f"{me}.db", check_same_thread=False, isolation_level=None)  # each change is on disk before it goes on
db.execute("create table if not exists messages (boot, seq, text, waits, primary key (boot, seq))")
boot, quiet_until = db.execute("select coalesce(max(boot), 0) + 1 from messages").fetchone()[0], 0
client = mqtt.Client(*[mqtt.CallbackAPIVersion.VERSION1] if hasattr(mqtt, "CallbackAPIVersion") else [], client_id=me)

# The gateway itself, in thirty lines.
def send(which, *values):
    for (text,) in db.execute(f"select text from messages where {which} order by boot, seq", values).fetchall():
        if client.is_connected() and time.monotonic() >= quiet_until:
            client.publish(f"hulin/v1/{me}/tel", text, qos=1)

def on_connect(*_):
    client.subscribe([(f"hulin/v1/{me}/ack", 1), (f"hulin/v1/{me}/cmd", 1)])
    client.publish(f"hulin/v1/{me}/state", json.dumps({"online": True, "boot": boot}), qos=1, retain=True)
    send("waits")

def on_message(_client, _userdata, message):
    global quiet_until
    said = json.loads(message.payload)
    if message.topic.endswith("/ack"):  # never on PUBACK: only the hub knows what is stored
        db.execute("update messages set waits = 0 where boot = ? and seq <= ?", (said["boot"], said["upTo"]))
    elif "backfill" in said:  # acknowledged or not: the hub may have been restored from a backup
        send("boot = ? and seq between ? and ?", *(said["backfill"][name] for name in ("boot", "from", "to")))
    elif "slow" in said:
        quiet_until = time.monotonic() + said["slow"]["retryAfterMs"] / 1000
        threading.Timer(said["slow"]["retryAfterMs"] / 1000, send, ["waits"]).start()

client.on_connect, client.on_message = on_connect, on_message
client.username_pw_set(me, secret)  # with a certificate instead: client.tls_set("ca.crt", "ID.crt", "ID.key")
client.will_set(f"hulin/v1/{me}/state", json.dumps({"online": False, "boot": boot}), qos=1, retain=True)
client.connect_async(host, int(port))
client.loop_start()
for seq, line in enumerate(sys.stdin, 1):
    records = [{"bn": f"{station}:", "bt": time.time(), "n": "smoke", "u": "/", "v": float(line)}]
    late = 0 if client.is_connected() else 1  # history, to be sent when the line is back
    text = json.dumps({"v": 1, "boot": boot, "seq": seq, "sent": time.time(), "h": late, "e": records})
    db.execute("insert into messages values (?, ?, ?, 1)", (boot, seq, text))  # these bytes never change
    send("boot = ? and seq = ?", boot, seq)
