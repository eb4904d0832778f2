"""How far a stage's secrets go: through FROM into the image, through COPY as files, or nowhere."""

from relcheck.facts.image import BuildVariable, Kept, Stage
from relcheck.facts.leak import Stages
from relcheck.repo.docker.read import read

BUILDER = """FROM python AS base
ARG TOKEN
ENV A=1
FROM base AS build
RUN --mount=type=secret,id=t cp /run/secrets/t /app/key
FROM base AS tools
RUN x
FROM python AS final
COPY --from=build /app /app
"""


def stages(text: str, *targets: str) -> Stages:
    return Stages([fact for fact in read(text.encode(), "Dockerfile") if isinstance(fact, Stage)], targets)


def test_the_last_stage_is_the_image() -> None:
    assert stages(BUILDER).way(3).reach == "image"
    assert stages(BUILDER).way(3).target == "the final image"


def test_a_stage_that_only_gives_files_is_a_builder() -> None:
    assert stages(BUILDER).way(1).reach == "builder"
    assert stages(BUILDER).way(0).reach == "builder"


def test_a_stage_that_nothing_needs_is_unused() -> None:
    assert stages(BUILDER).way(2).reach == "unused"


def test_a_published_target_is_an_image_too() -> None:
    way = stages(BUILDER, "tools").way(0)
    assert (way.reach, way.target) == ("image", "the image `tools`")
    assert [span.line for span in way.chain] == [6]


def test_a_copy_that_covers_the_file_carries_it_into_the_image() -> None:
    assert [span.line for span in stages(BUILDER).carriers(1, "/app/key")] == [9]
    assert list(stages(BUILDER).carriers(1, "/root/key")) == []


def test_a_file_is_carried_through_several_stages() -> None:
    text = "FROM a AS x\nFROM b AS y\nCOPY --from=x /k /k\nFROM c\nCOPY --from=y /k /k\n"
    assert [span.line for span in stages(text).carriers(0, "/k")] == [5]


def variables(text: str) -> dict[tuple[str, str], BuildVariable]:
    facts = read(text.encode(), "Dockerfile")
    return {(fact.instruction, fact.variable): fact for fact in facts if isinstance(fact, BuildVariable)}


def test_a_global_argument_is_seen_by_from_alone_until_it_is_declared_again() -> None:
    found = variables("ARG V=1\nFROM a:$V\nENV A=$V\nARG V\nENV B=$V\n")
    assert found["ENV", "A"].looks == "reference"
    assert found["ENV", "B"].looks == "number"
    assert found["ENV", "B"].arguments == ("V",)


def test_an_env_of_an_env_leads_to_the_argument() -> None:
    found = variables("FROM a\nARG T\nENV A=$T\nENV B=x$A\n")
    assert found["ENV", "B"].arguments == ("T",)


def test_a_stage_inherits_what_its_parent_declared() -> None:
    found = variables("FROM a AS x\nARG T\nFROM x\nENV B=$T\n")
    assert found["ENV", "B"].arguments == ("T",)
    assert [use.span.line for use in found["ARG", "T"].uses] == [4]


def test_an_env_wins_over_an_argument_of_its_name() -> None:
    assert variables("FROM a\nENV V=1\nARG V=x\nENV B=$V\n")["ENV", "B"].looks == "number"


def test_a_program_that_reads_a_variable_by_itself_uses_it() -> None:
    found = variables("FROM a\nARG PIP_INDEX_URL\nRUN pip install x\nRUN ls\n")
    assert [(use.span.line, use.how) for use in found["ARG", "PIP_INDEX_URL"].uses] == [(3, "inherited")]


def kept(step: str) -> list[tuple[str, str, bool]]:
    facts = read(f"FROM a\nARG TOKEN\n{step}\n".encode(), "Dockerfile")
    return [(fact.command, fact.path, fact.removed) for fact in facts if isinstance(fact, Kept)]


def test_a_secret_that_is_written_is_kept() -> None:
    mount = "RUN --mount=type=secret,id=t"
    assert kept(f"{mount} cat /run/secrets/t > /a") == [("a redirect", "/a", False)]
    assert kept(f"{mount} cat /run/secrets/t | base64 | tee -a /a") == [("`tee`", "/a", False)]
    assert kept(f"{mount} T=$(cat /run/secrets/t) && echo $T >> .env") == [("a redirect", ".env", False)]
    assert kept(f"{mount} cp /run/secrets/t /a/") == [("`cp`", "/a/t", False)]
    assert kept(f"{mount} cp -r /run/secrets/* /a") == [("`cp`", "/a", False)]
    assert kept(f"{mount},target=/x install -m 600 /x /a") == [("`install`", "/a", False)]
    assert kept(f"{mount} docker login -p $(cat /run/secrets/t)") == [
        ("`docker login`", "~/.docker/config.json", False)
    ]
    assert kept(f"{mount},env=T git config --global url.https://$T@h.insteadOf https://h") == [
        ("`git config`", "~/.gitconfig", False)
    ]
    assert kept(f"{mount} gpg --import /run/secrets/t") == [("`gpg --import`", "~/.gnupg", False)]
    assert kept('RUN <<EOF\necho "P=$TOKEN" > /f\nEOF') == [("a redirect", "/f", False)]
    assert kept("RUN cat <<EOF > /f\nP=$TOKEN\nEOF") == [("a redirect", "/f", False)]
    assert kept("RUN git clone https://x:$TOKEN@h/a/b.git") == [("`git clone`", "b/.git/config", False)]


def test_what_the_same_step_removes_is_marked() -> None:
    assert kept("RUN echo $TOKEN > ~/.netrc && pip install x && rm /root/.netrc") == [("a redirect", "~/.netrc", True)]
    assert kept("RUN npm config set k $TOKEN && npm i && npm config delete k") == [
        ("`npm config set`", "~/.npmrc", True)
    ]


def test_a_secret_that_is_only_used_is_not_kept() -> None:
    mount = "RUN --mount=type=secret,id=t,env=T"
    assert kept(f'{mount} curl -H "Authorization: $T" https://h > page') == []
    assert kept(f"{mount} pip install --index-url https://u:$T@h/ x") == []
    assert kept(f"{mount} --mount=type=tmpfs,target=/k echo $T > /k/f") == []
    assert kept(f"{mount} echo $T > /dev/null") == []
    assert kept("RUN echo ${TOKEN:+set} 2> log") == []
