"""A webhook handler as one writes it by hand: check, publish this one message with confirm, answer."""

import hashlib
import hmac
import os

import aio_pika
import uvloop
from aiohttp import web


async def application() -> web.Application:
    """Give the application, connected."""
    connection = await aio_pika.connect_robust(os.environ["BENCH_AMQP_URL"])
    channel = await connection.channel(publisher_confirms=True)
    key = os.environ["BENCH_SECRET"].encode()

    async def post(request: web.Request) -> web.Response:
        body = await request.read()
        expected = "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), expected):
            return web.Response(status=401)
        message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, "whatsapp-incoming", mandatory=True)
        return web.Response(text="EVENT_RECEIVED")

    app = web.Application()
    app.add_routes([web.post("/webhooks/{source}/{account}", post)])
    return app


if __name__ == "__main__":
    uvloop.install()
    web.run_app(application(), host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), access_log=None, print=None)
