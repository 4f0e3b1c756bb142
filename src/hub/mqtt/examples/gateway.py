"""A gateway in fifty lines: python3 gateway.py HOST PORT ID SECRET STATION. Needs python3-paho-mqtt.
A real one keeps `waiting` on disk and counts `boot` there: see "For builders of gateways" in the README."""
import json, sys, time
import paho.mqtt.client as mqtt

host, port, me, secret, station = sys.argv[1:6]
boot, seq, waiting = int(time.time()), 0, {}  # waiting: what the hub has not acknowledged, by seq
quiet_until = 0  # the hub wants nothing until then

def publish(client, number):
    if number in waiting and time.time() >= quiet_until:
        client.publish(f"hulin/v1/{me}/tel", waiting[number], qos=1)

def measure(client, smoke):
    global seq
    seq += 1
    now = time.time()
    records = [{"bn": f"{station}:", "bt": now, "n": "smoke", "u": "/", "v": smoke}]
    waiting[seq] = json.dumps({"v": 1, "boot": boot, "seq": seq, "sent": now, "h": 0, "e": records})  # bytes never change again
    publish(client, seq)

def on_connect(client, userdata, flags, code):
    client.subscribe([(f"hulin/v1/{me}/ack", 1), (f"hulin/v1/{me}/cmd", 1)])
    client.publish(f"hulin/v1/{me}/state", json.dumps({"online": True, "boot": boot, "head": seq}), qos=1, retain=True)
    for number in sorted(waiting):
        publish(client, number)

def on_message(client, userdata, message):
    global quiet_until
    said = json.loads(message.payload)
    if message.topic.endswith("/ack") and said["boot"] == boot:
        for number in [n for n in waiting if n <= said["upTo"]]:
            del waiting[number]  # let go on the hub's ack alone, never on PUBACK
            print("stored", number, flush=True)
    if message.topic.endswith("/cmd") and "backfill" in said and said["backfill"]["boot"] == boot:
        for number in range(said["backfill"]["from"], said["backfill"]["to"] + 1):
            publish(client, number)
    if message.topic.endswith("/cmd") and "slow" in said:
        quiet_until = time.time() + said["slow"]["retryAfterMs"] / 1000

client = mqtt.Client(client_id=me) if not hasattr(mqtt, "CallbackAPIVersion") else mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id=me)
client.username_pw_set(me, secret)
client.will_set(f"hulin/v1/{me}/state", json.dumps({"online": False, "boot": boot}), qos=1, retain=True)
client.on_connect, client.on_message = on_connect, on_message
client.connect(host, int(port))
client.loop_start()
for smoke in [0.1, 0.2, 0.9]:
    measure(client, smoke)
    time.sleep(0.2)
while waiting:
    time.sleep(0.1)
    if 0 < quiet_until <= time.time():
        quiet_until = 0
        for number in sorted(waiting):
            publish(client, number)
