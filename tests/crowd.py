"""Many hands at the same moment, each through a connection of its own."""

import threading

from django.db import close_old_connections, connection


def at_once(acts):
    """What each act returned or raised; every one waits for the others before it begins."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            answers.append(act())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()
            close_old_connections()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
