# hierutils.  `make deps demo` shows a tree, `make deps deps-check check` tests
# all of it; INSTALL has the rest.  An untracked local.mk may override.

B = build
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
DATADIR = $(PREFIX)/share/hierutils
CFLAGS = -O2 -g
SANITIZE =
JOBS = $(shell nproc 2>/dev/null || echo 1)
-include local.mk

PROGRAMS = $(notdir $(patsubst %/,%,$(dir $(wildcard $(foreach p, \
	onnx2ndjson scopemap attribute hierstats,bin/$p/$p.c)))))
UNITS = $(basename $(notdir $(wildcard tests/unit/*.c)))
FUZZERS = $(filter-out replay,$(basename $(notdir $(wildcard tests/fuzz/*.c))))
PAGES = $(wildcard bin/*/*.1 scripts/*.1 formats/*.[57])
DATA = $(wildcard formats/*.jq)
DEMO = tests/models/bert-tiny.ts.dyn.onnx

DEPS = gcc libc6-dev pkg-config protobuf-c-compiler libprotobuf-c-dev \
	libyaml-dev libxxhash-dev jq parallel
DEPS_CHECK = bats bats-assert bats-support mandoc clang \
	python3 python3-venv

# Not the caller's to drop.  -iquote: <limits.h> is the system's.
override CPPFLAGS += -D_GNU_SOURCE -iquote libcommon -iquote $(B)/gen
FLAGS = -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith $(WERROR) \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all) \
	$(CFLAGS)
ifneq ($(filter check,$(MAKECMDGOALS)),)
WERROR = -Werror
endif
# Not before a recipe runs: `make deps all` installs pkg-config first.
LIBS = $(shell pkg-config --libs libprotobuf-c yaml-0.1 libxxhash)

# Objects of other flags lie in other folders; $(B)/bin is linked anew when the
# flags are others than the last time.
FLAVOUR := $(shell echo '$(CC) $(CPPFLAGS) $(FLAGS) $(LDFLAGS)' | cksum | cut -c1-8)
O = $(B)/obj/$(FLAVOUR)
LINK = $(CC) $(FLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) -Wl,--as-needed $(LIBS) -lm

LIBCOMMON = $(patsubst %.c,$(O)/%.o,$(wildcard libcommon/*.c)) \
	$(patsubst formats/%.proto,$(O)/gen/%.pb-c.o,$(wildcard formats/*.proto))
GEN = $(B)/gen/version.h \
	$(patsubst formats/%.proto,$(B)/gen/%.pb-c.h,$(wildcard formats/*.proto))

all: $(PROGRAMS:%=$(B)/bin/%)

.SECONDEXPANSION:
$(B)/bin/%: $$(addprefix $(O)/,$$(addsuffix .o,$$(basename $$(wildcard bin/$$*/*.c)))) $(O)/libcommon.a $(B)/flavour
	@mkdir -p $(@D)
	$(LINK)

$(B)/tests/unit/%: $(O)/tests/unit/%.o $(O)/libcommon.a $(B)/flavour
	@mkdir -p $(@D)
	$(LINK)

# Fuzz targets as programs that replay files; `make fuzz` builds the fuzzers.
$(B)/tests/fuzz/%: $(O)/tests/fuzz/%.o $(O)/tests/fuzz/replay.o $(O)/libcommon.a $(B)/flavour
	@mkdir -p $(@D)
	$(LINK)

$(B)/fuzz/%: tests/fuzz/%.c $(wildcard libcommon/*.c) $(GEN)
	@mkdir -p $(@D)
	clang $(CPPFLAGS) -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined \
	    -o $@ $(filter %.c,$^) $(wildcard $(B)/gen/*.c) $(LIBS) -lm

$(O)/libcommon.a: $(LIBCOMMON)
	@rm -f $@
	$(AR) rcs $@ $^

$(O)/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

$(O)/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/%.pb-c.c $(B)/gen/%.pb-c.h: formats/%.proto
	@mkdir -p $(@D)
	protoc-c --proto_path=formats --c_out=$(B)/gen $<

# Written when it changed only.
$(B)/gen/version.h: FORCE
	@mkdir -p $(@D)
	@echo '#define VERSION "$(shell scripts/version)"' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(B)/flavour: FORCE
	@mkdir -p $(@D)
	@echo $(FLAVOUR) | cmp -s - $@ || echo $(FLAVOUR) >$@

-include $(wildcard $(O)/*/*.d $(O)/*/*/*.d)

tests: all $(UNITS:%=$(B)/tests/unit/%) $(FUZZERS:%=$(B)/tests/fuzz/%)
fuzz: $(FUZZERS:%=$(B)/fuzz/%)

# Programs here end without freeing; a sanitizer's verdict must not look like
# an exit status of theirs.
check: tests
	HIERUTILS_BUILD='$(abspath $(B))' SANITIZE='$(SANITIZE)' CC='$(CC)' \
	ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=exitcode=99 \
	bats --jobs $(JOBS) --no-parallelize-within-files $(BATSFLAGS) tests

demo: all
	@PATH='$(abspath $(B))/bin:scripts':"$$PATH"; set -ex; hier $(DEMO)

bench: all $(B)/bench/barewalk $(B)/bench/measure
	$(B)/venv/bin/python tests/bench/bench.py --build $(B)

$(B)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(FLAGS) -o $@ $<

deps:
	@scripts/deps $(DEPS)

deps-check: $(B)/venv/ready
$(B)/venv/ready: tests/requirements.txt FORCE
	@scripts/deps $(DEPS_CHECK)
	@cmp -s $< $@ || { python3 -m venv $(B)/venv && \
	    $(B)/venv/bin/pip install -q -r $< && cp $< $@; }

# What was asked for together comes in this order under -j, too.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
$(GEN) $(B)/flavour $(B)/venv/ready: | deps
endif
ifneq ($(filter deps-check,$(MAKECMDGOALS)),)
$(GEN) $(B)/flavour: | deps-check
endif

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DATADIR)
	install $(PROGRAMS:%=$(B)/bin/%) scripts/hier $(DESTDIR)$(BINDIR)
	$(if $(DATA),install -m 644 $(DATA) $(DESTDIR)$(DATADIR))
	set -e; for p in $(PAGES); do \
	    install -D -m 644 $$p "$(DESTDIR)$(MANDIR)/man$${p##*.}/$${p##*/}"; done

uninstall:
	cd $(DESTDIR)$(BINDIR) && rm -f $(PROGRAMS) hier
	set -e; for p in $(PAGES); do \
	    rm -f "$(DESTDIR)$(MANDIR)/man$${p##*.}/$${p##*/}"; done
	rm -f $(addprefix $(DESTDIR)$(DATADIR)/,$(notdir $(DATA)))
	-rmdir $(DESTDIR)$(DATADIR)

clean:
	rm -rf $(B)

.PHONY: all tests check demo bench fuzz deps deps-check install uninstall clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:
