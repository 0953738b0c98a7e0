"""Puts what exists in the place of most made-up ids, so that more is reached than 404."""

import os

import schemathesis

DELETES = {"deleteRoom", "deletePlaylist"}


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters:
        return path_parameters
    operation = context.operation.definition.raw
    path = context.operation.path
    for name, known in [("room_id", "FUZZ_ROOM"), ("id", "FUZZ_PLAYLIST")]:
        made_up = path_parameters.get(name)
        if made_up is None or known not in os.environ or operation["operationId"] in DELETES:
            continue
        if name == "id" and "/playlists/" not in path:
            continue
        if len(str(made_up)) % 4:
            path_parameters[name] = os.environ[known]
    return path_parameters
