"""What is asked on in English is answered of what was told, and in English."""

from __future__ import annotations

import pytest

from bench import parts


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("standard for electric bicycles", "in force since when?"), "1 September 2025"),
        (("standard for electric bicycles", "and the old one?"), "GB 17761-2018"),
        (
            ("we want to buy a crib, which standard should it meet?", "is it mandatory"),
            "Yes: it is",
        ),
        (("what standard applies to toys", "the number?"), "GB 6675.1-2014"),
        (("which standard for helmets", "same date?"), "1 July 2023"),
        (("which standard for helmets", "for adults?"), "nothing checked"),
        (("which standard for furniture", "for kids?"), "GB 28007"),
        (("standard for electric bicycles", "the charger?"), "GB 42296-2022"),
        # The entry told is on batteries, and names the charger's standard behind theirs.
        (("the charger of an e-bike, which standard?", "since when"), "1 July 2023"),
        (("standard for electric bicycles", "and the helmet?", "batteries"), "GB 43854-2024"),
        (("which standard for tap water", "bottled?"), "GB 19298-2014"),
        (("which standards for socket and power strip", "the second one"), "GB/T 2099.3-2022:"),
        (("helmets for kids", "which one is mandatory"), "Yes: it is a mandatory standard"),
        (("which Chinese standard covers lead in ceramic dishes",), "GB 4806.4-2016"),
        (("what standard decides how many stars a hotel has",), "GB/T 14308-2023"),
        (("which standard for hotel stars", "must every hotel follow it?"), "not mandatory"),
        (
            ("standard for electric bicycles", "it came into force on 1 September 2025, correct?"),
            "Yes: it took effect",
        ),
        (
            ("which standard for tap water", "so it took effect on 1 May 2022, right?"),
            "No: it took effect on 1 April 2023",
        ),
        (("is GB 17761 mandatory", "is the old one still ok"), "replaced and no longer valid"),
        (("does GB 10767 cover newborns", "is it still valid"), "GB 10767-2021:"),
        (("compensation for expired milk", "which law"), "It rests on"),
        (("only english label on imported chocolate, is it ok", "what can i get"), "Imported"),
        (("which standard for power bank", "charger for my phone"), "GB 4943.1-2022"),
        (("which gb for rice cooker", "since when for the air fryer"), "1 August 2026"),
        (("is the new power bank standard in force now",), "1 April 2027"),
        (("number of the new power bank standard", "when does it start"), "1 April 2027"),
        (("is ISO 9001 compulsory for a factory",), "GB/T 19001-2016"),
        # What is on something else is not what was asked of it, nor is its number's record.
        (
            ("is there a standard for school uniforms", "what is the limit for formaldehyde"),
            "class A",
        ),
        (
            ("which standard for e-bikes", "what is the fine for shops that modify it"),
            "If you are still asking about this",
        ),
        (("when is World Standards Day", "and this year theme?", "last year?"), "Shared vision"),
        (("what is GB 31701 about", "do all shops have to follow it"), "mandatory standard"),
        (("is GB 17761 in force", "is it optional or must makers comply"), "mandatory standard"),
        (("how do I complain about a shop", "can I stay anonymous if I do"), "real identity"),
        (("waiter added a fee not on the menu. is that allowed", "what can i do"), "price"),
        (("my power bank is smoking", "it is out now, what standard is it"), "GB 31241"),
        (("my kid drank dish soap", "she is fine now. the standard number?"), "GB 14930.1"),
    ],
)
def test_few_words_lean_on_what_was_told(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (("which standard for helmets", "is smoking mandatory"), "helmet:"),
        (("which standard for helmets", "the number of the police"), "helmet:"),
        (("when is world standards day", "same date?"), "takes effect"),
    ],
)
def test_what_names_something_else_does_not(
    talk: parts.Talker, said: tuple[str, ...], other: str
) -> None:
    assert other not in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hello, new in town, about my son's car seat, what standard should it have", "GB 27887"),
        ("we have a baby, which standard is for strollers", "GB 14748"),
    ],
)
def test_a_question_tells_no_story(talk: parts.Talker, said: str, told: str) -> None:
    answer = talk.last(said)

    assert told in answer
    assert "register" not in answer


def test_where_to_complain_is_told_whatever_it_is_about(talk: parts.Talker) -> None:
    told = talk.last("stroller standard", "where can i complain if the wheel comes off")

    assert "12315" in told
    assert "I register it" in told
    assert told.startswith("Taking it as")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("what compensation can i get for expired milk from a supermarket", "ten times the price"),
        ("what is the fine for a supermarket that sells expired milk", "50,000"),
        ("a shop on Jiefangbei won't refund my broken headphones, who can I call", "12315"),
        ("bought online, sneakers too small, do chinese rules let me send them back", "seven days"),
        ("the milk powder tin says GB 10767. What does that number cover?", "12 to 36 months"),
        ("shop says no return for sale items, is it true", "void"),
        ("whats 12315", "consumer complaints"),
    ],
)
def test_what_residents_ask_is_answered_in_english(
    talk: parts.Talker, said: str, told: str
) -> None:
    assert told in talk.last(said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Hello. We moved to Chongqing in August for my husband's job. Our flat was just "
            "renovated and it smells quite strong. Which standard limits formaldehyde indoors?",
            "For rooms in use see GB/T 18883-2022",
        ),
        (
            "I am an English teacher. My student's mother asked me about school uniforms, because "
            "her daughter gets a rash from hers. I couldn't answer. Is there a national standard "
            "for school uniforms?",
            "School uniform:\nGB/T 31888-2015",
        ),
        (
            "Last Saturday we bought an e-bike plus two helmets at 129 each, and the seller also "
            "gave us a raincoat. Could you tell me which Chinese standards the e-bike and the "
            "helmets have to meet?",
            "E-bike:\nGB 17761-2024",
        ),
    ],
)
def test_the_question_in_an_english_story_is_answered(
    talk: parts.Talker, said: str, told: str
) -> None:
    assert told in talk.last(said)


def test_what_a_clause_leaves_to_those_before_it_is_not_asked_without_them(
    talk: parts.Talker,
) -> None:
    said = (
        "Landlord left an old electric bike in my flat, what is the national standard for these "
        "and is it compulsory"
    )
    assert "GB 17761-2024" in talk.last(said)


def test_where_to_call_stands_beside_the_offer(talk: parts.Talker) -> None:
    told = talk.last("the salon in Yubei ruined my haircut, won't refund me, who do i complain to")

    assert "call 12315" in told
    assert "I can register this" in told


def test_a_number_in_an_english_story_is_not_all_that_is_asked(talk: parts.Talker) -> None:
    told = talk.last(
        "My daughter is eight months old. We were given a sleepsuit and the tag says GB 18401 "
        "class B. She sleeps in it every night. Is class B fine for a baby?"
    )

    assert "class A is for babies" in told


def test_of_two_english_questions_both_are_answered(talk: parts.Talker) -> None:
    told = talk.last(
        "The tailor ruined my coat and I complained on 12315. When do they answer my complaint, "
        "and how long does mediation take?"
    )

    assert "7 working days" in told
    assert "60 days" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("which class is for babies", "and the formaldehyde limit?"), "20 mg/kg"),
        (("A guest put an insect in the bowl himself to get money from my restaurant",), "police"),
    ],
)
def test_what_shops_and_parents_ask_in_english(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("How many days do they have to accept my complaint?", "and mediation?"), "60 days"),
        (("how long does the bureau take to accept my complaint", "phone number?"), "12315"),
        (("how loud can a building site be at night", "who to call"), "12345"),
        (("the shop has no price tags, is it allowed?", "fine?"), "5,000 yuan"),
        (("which class is for babies", "how much formaldehyde is ok"), "20 mg/kg"),
        (("compensation for fake goods", "minimum?"), "500 yuan"),
        (("must a factory publish its standard?", "fine if they dont?"), "no fine"),
        (("how many new local standards did the plan want", "and international ones"), "20 new"),
        (("no production date on my snacks, legal?", "which GB"), "GB 7718-2011"),
        (("when is world standards day", "theme 2025?"), "Shared vision"),
        (("what is the difference between GB and GB/T", "and Q/?"), "qybz.org.cn"),
        (("what is the difference between GB and GB/T", "and NY/T?"), "agriculture"),
        (("code of local standards of Guangdong", "and Zhejiang?"), "DB33"),
        (("food label standard", "and the new version, from when?"), "16 March 2027"),
        (("how fast may an e-bike go", "the charger too?"), "GB 42296-2022"),
        (("which standard for furniture", "since?"), "1 July 2025"),
        (("fake 3C check", "fine for shop selling without it"), "50,000"),
        (("may a lift be used without inspection", "penalty?"), "30,000"),
        (("is a power bank without CCC allowed on a flight", "new rule for powerbanks?"), "2027"),
    ],
)
def test_few_words_find_the_entry_of_what_was_told(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        (("which standard for tap water", "how do I complain about a shop?"), "water company"),
        (("GB 811-2022", "which phone number for legal aid"), "helmet"),
        (("what does GB mean", "thanks, fine"), "fine of"),
    ],
)
def test_what_starts_anew_is_not_asked_of_what_was_told(
    talk: parts.Talker, said: tuple[str, ...], other: str
) -> None:
    assert other not in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Does Chongqing still have 38 districts and counties?", "37"),
        ("I live in Jiangbei, which district am I in now?", "两江新区"),
        ("Which prefix do local standards of Beijing have?", "DB11"),
        ("fine if a company does not publish which standard it follows?", "no fine"),
        ("until when could shops sell e-bikes of the old type", "30 November 2025"),
        ("Which standard should the label of a packaged food follow today?", "GB 7718-2011"),
        ("A seller says GB 18401 class B is good enough for my newborn. True?", "class A"),
    ],
)
def test_what_newcomers_ask_is_told_whole(talk: parts.Talker, said: str, told: str) -> None:
    assert told in talk.last(said)


def test_who_asks_which_one_is_not_told_yes(talk: parts.Talker) -> None:
    assert talk.last("I bought an e-bike, which standard should it meet?").startswith("GB 17761")
    assert talk.last("is there a standard for electric bicycles").startswith("Yes.")


def test_a_year_asked_of_one_day_is_not_told_of_another(talk: parts.Talker) -> None:
    told = talk.last("theme of consumer rights day 2025", "and 2024?")

    assert "标准引领" not in told


def test_a_wrong_value_is_not_confirmed(talk: parts.Talker) -> None:
    told = talk.last("The new e-bike standard caps the speed at 20 km/h, right?")

    assert told.startswith("Not 20 km/h. GB 17761-2024")
    assert talk.last("the speed limit of e-bikes is 25 km/h, correct?").startswith("Yes")
