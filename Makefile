# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
YUBIAO = .venv/bin/yubiao
T ?=
JOBS ?= 3
MINUTES ?= 40
# Not every machine has it; without it the tests have no limit.
LIMIT = $(if $(shell command -v timeout),timeout --foreground $(MINUTES)m)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint train bench soak sbom calibrate lock chat

help: ## 显示这份帮助
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup:
	@[ -n "$(PYTHON)" ] || { echo "错误：需要 Python 3.11 或更新的版本。" >&2; exit 1; }
	@$(PYTHON) scripts/bootstrap.py $(BOOTSTRAP)

run: setup ## 安装、训练、建库、启动全部进程，并显示网址
	@$(YUBIAO) train
	@$(YUBIAO) migrate
	@$(YUBIAO) seed
	@$(YUBIAO) kb load-laws
	@$(YUBIAO) run

test: BOOTSTRAP = --browser
test: setup ## 安装并运行全部测试（T=路径 只跑一部分，JOBS=同时几个，MINUTES=最多几分钟）
	@$(YUBIAO) train
	@$(LIMIT) .venv/bin/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(T)

lint: setup ## 代码检查：格式、类型、导入方向
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy kb bot actions server.py
	@.venv/bin/lint-imports

train: setup ## 训练 Rasa 模型（没有变化就跳过）
	@$(YUBIAO) train

chat: ## 在终端里和正在运行的机器人聊天
	@$(YUBIAO) chat

bench: setup ## 测量：回答质量、负载（和原版 Rasa 对比）、意图识别，写进 docs/benchmarks.md
	@.venv/bin/python -m bench.page

soak: setup ## 故障一个接一个（kill -9、重启数据库、微信出错、磁盘满、文件损坏），看有没有丢的、重的、没人应的（ARGS=更多参数）
	@.venv/bin/python bench/soak.py $(ARGS)

sbom: ## 列出全部依赖（CycloneDX），写进 var/sbom-*.json
	@PATH="$(CURDIR)/var/tools/bin:$$PATH"; for part in main:requirements/main.txt rasa:bot/rasa/requirements.txt; do \
		uvx --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements $${part#*:} \
			--output-format JSON --output-file var/sbom-$${part%%:*}.json || exit 1; \
	done; echo "var/sbom-main.json var/sbom-rasa.json"

calibrate: setup ## 重新拟合检索把握的参数（kb/search/calibration.json）
	@.venv/bin/python bench/calibrate.py

lock: setup ## 重新锁定依赖版本
	@PATH="$(CURDIR)/var/tools/bin:$$PATH" uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.txt
	@PATH="$(CURDIR)/var/tools/bin:$$PATH" uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 -c requirements/dev.txt requirements/main.in -o requirements/main.txt
	@PATH="$(CURDIR)/var/tools/bin:$$PATH" uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.10 bot/rasa/requirements.in -o bot/rasa/requirements.txt
