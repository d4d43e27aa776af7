"""The application: an office, its calls as FastAPI routes, and what goes on beside them while it runs.

Everything a route is stands in `routes.CALLS`; this module adds nothing to them but the answers to calls that are none.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import refuse
from coalguard.server.call import Call, endpoint
from coalguard.server.contract import describe
from coalguard.server.log import tell
from coalguard.server.office import Config, Office, open_office
from coalguard.server.problem import answer_problem
from coalguard.server.routes import CALLS
from coalguard.server.watch import Watch

log = logging.getLogger(__name__)

_HOUR_S: Final = 3_600
_METHOD: Final = 405


def create_app(config: Config) -> FastAPI:
    """The server's application; its office is opened now, so that whatever is wrong with it is told at once.

    Raises what `open_office` does.
    """
    return application(open_office(config))


def application(office: Office, calls: Sequence[Call] = CALLS) -> FastAPI:
    """The application of an open office, which it closes when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        beside = asyncio.create_task(_hourly(office))
        yield
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
        await run_in_threadpool(office.close)

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for call in calls:
        app.add_api_route(call.place, endpoint(office, call), methods=[call.verb], name=f"{call.verb} {call.place}")
    app.add_exception_handler(HTTPException, _no_route)
    app.add_middleware(Watch, office=office)
    app.openapi = lambda: describe(calls)  # type: ignore[method-assign]  # FastAPI's own way to an own document
    return app


async def _no_route(_: Request, error: Exception) -> Response:
    """What is said where no call is declared."""
    status = error.status_code if isinstance(error, HTTPException) else 0
    headers = error.headers if isinstance(error, HTTPException) else None
    return answer_problem(refuse("server.method_unknown" if status == _METHOD else "server.not_found"), headers)


async def _hourly(office: Office) -> None:
    """See to the day's checkpoint where nobody calls."""
    while True:
        await asyncio.sleep(_HOUR_S)
        try:
            await run_in_threadpool(office.checkpoints.see_to_today)
        except CoalGuardError as error:
            tell(log, "no checkpoint", {"code": error.code}, logging.ERROR)
