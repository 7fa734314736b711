from __future__ import annotations

import asyncio

from bot.kit.stages import stage, stages


async def one(name: str) -> None:
    with stage(name):
        await asyncio.sleep(0)


async def test_stages_of_tasks_and_threads_are_collected_where_they_began() -> None:
    def in_a_thread() -> None:
        with stage("thread"):
            pass

    async def answered(*names: str) -> set[str]:
        with stages() as taken:
            await asyncio.gather(*map(one, names), asyncio.to_thread(in_a_thread))
        assert all(seconds >= 0 for seconds in taken.values())
        return set(taken)

    found = await asyncio.gather(answered("a", "b", "a"), answered("c"))

    assert found == [{"a", "b", "thread"}, {"c", "thread"}]


async def test_outside_of_an_answer_nothing_is_collected() -> None:
    await one("a")
    with stages() as taken:
        pass
    assert taken == {}
