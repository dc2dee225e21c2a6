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

PROGRAMS = onnx2ndjson scopemap attribute tagwrite hierstats
SCRIPTS = scripts/hier scripts/torch_modules.py scripts/infer_shapes.py

# What each program is made of.  First libcommon's layers, each on those below:
text = str arena utf8 message
json = json jsonvalue jsonw shortest record $(text)
stream = stream intern pairs $(json)
model = model modelread bindings graphid
graph = $(model) modules $(stream)
onnx = onnx onnx.pb-c spool window wire schema check sections graphs names \
	keyvalue tensor dtype attr leaf intern $(json)

onnx2ndjson.own = onnx2ndjson record graph node attribute tensor type keyed leaf
onnx2ndjson.common = $(onnx)
onnx2ndjson.libs = libprotobuf-c libxxhash

scopemap.own = scopemap tree scopes torchscript tensorflow parts below \
	candidates containers order repeated ops parameters metadata pylist \
	carriers nodetag othertags classpath table maps mapshapes map \
	maprecords mapjson mapvalue classes infer leafrules faults
scopemap.common = $(graph) fusedname yaml
scopemap.libs = yaml-0.1

attribute.own = attribute strategy verdict parameters joins unnamed bare \
	surroundings way skips structure flow functions additions coarse like \
	reference outline order opclass pairing samevalue neighbours align \
	merged region known origin positions claims initializers namesake \
	confidence shared recalls users
attribute.common = pathglob fusedname $(graph)

# First the file's side, then the stream's.
tagwrite.own = tagwrite splice walk placing entries docstring attributes \
	report strip undo fields edits view copy output \
	tags attributed forms hierarchy profile pyrepr requirements selection \
	template assign layers sidecar hierarchy_json htp_metadata labels told
tagwrite.common = yaml pathglob outfile graphs attr names keyvalue onnx \
	onnx.pb-c spool window wire schema check sections $(graph)
tagwrite.libs = libprotobuf-c libxxhash yaml-0.1

# Its core, its forms, its questions.
hierstats.own = hierstats questions reading absent stats grouping report sums \
	sort lines value text classname form outline fold alike fields tree \
	table markdown separated csv tsv ndjson summary \
	messages counts evidence opcounts measures tally reads facts \
	meaning operands precision $(cost) $(naming) \
	diff diffrows comparison amounts twins renames merges difference \
	words annotations \
	check checks findings rules growth subject usage \
	prof times profile spans events join
hierstats.common = pathglob dtype yaml $(model) $(stream)
hierstats.libs = yaml-0.1 libxxhash
# What nodes cost.
cost = cellcosts cost macs convolution product einsum attention op ran shapes \
	told binds amount
# What has which name.
naming = modulelist named entity nametable where nodes border cut marks filt

UNITS = $(basename $(notdir $(wildcard tests/unit/*.c)))
FUZZERS = $(filter-out replay,$(basename $(notdir $(wildcard tests/fuzz/*.c))))
PAGES = $(wildcard bin/*/*.1 scripts/*.1 formats/*.[57])
DATA = $(wildcard formats/*.jq) scripts/hier-run.bash
DEMO = tests/models/bert-tiny.ts.dyn.onnx

DEPS = gcc libc6-dev pkg-config protobuf-c-compiler libprotobuf-c-dev \
	libyaml-dev libxxhash-dev jq parallel
DEPS_CHECK = bats bats-assert bats-support mandoc clang libclang-rt-dev strace \
	python3 python3-venv python3-torch

# Not the caller's to drop.  -iquote: <limits.h> is the system's.
override CPPFLAGS += -D_GNU_SOURCE -iquote libcommon -iquote $(B)/gen
FLAGS = -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith $(WERROR) \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all) \
	$(CFLAGS)
ifneq ($(filter check,$(MAKECMDGOALS)),)
WERROR = -Werror
endif

# Objects of other flags lie in other folders; $(B)/bin is linked anew when the
# flags are others than the last time.
FLAVOUR := $(firstword $(shell echo '$(CC) $(CPPFLAGS) $(FLAGS) $(LDFLAGS)' | cksum))
O = $(B)/obj/$(FLAVOUR)
objects = $(addsuffix .o,$(addprefix $(O)/bin/$1/,$($1.own)) \
	$(addprefix $(O)/libcommon/,$($1.common)))
# Not before a recipe runs: `make deps all` installs pkg-config first.
libs = $(if $1,$(shell pkg-config --libs $1)) -lm -pthread
LINK = $(CC) $(FLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^)

PROFILES = $(wildcard formats/profiles/*.yaml)
GEN = $(B)/gen/version.h $(B)/gen/onnx.pb-c.h $(B)/gen/classes.yaml.h \
	$(B)/gen/default.yaml.h \
	$(PROFILES:formats/profiles/%=$(B)/gen/%.h) $(B)/gen/confidence.tsv.h
LIBCOMMON = onnx.pb-c $(basename $(notdir $(wildcard libcommon/*.c)))
ALL_LIBS = $(sort yaml-0.1 $(foreach p,$(PROGRAMS),$($p.libs)))

all: $(PROGRAMS:%=$(B)/bin/%)

.SECONDEXPANSION:
$(B)/bin/%: $$(call objects,$$*) $(B)/flavour
	@mkdir -p $(@D)
	$(LINK) $(call libs,$($*.libs))

# Unit programs, and fuzz targets as programs that replay files.
$(B)/tests/%: $(O)/tests/%.o $$(if $$(findstring fuzz/,$$*),$(O)/tests/fuzz/replay.o) \
		$(O)/libcommon.a $(B)/flavour
	@mkdir -p $(@D)
	$(LINK) $(call libs,$(ALL_LIBS))

unit_macs = $(cost) events
$(B)/tests/unit/macs: $(unit_macs:%=$(O)/bin/hierstats/%.o)

$(B)/fuzz/%: tests/fuzz/%.c $(wildcard libcommon/*.[ch] bin/*/*.h) $(GEN) \
		$(B)/flavour
	@mkdir -p $(@D)
	clang $(CPPFLAGS) -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined \
	    $(LDFLAGS) -o $@ $(filter %.c,$^) $(B)/gen/onnx.pb-c.c \
	    $(call libs,$(ALL_LIBS))

# All of onnx2ndjson but its main.
fuzz_onnx = $(filter-out onnx2ndjson,$(onnx2ndjson.own))
$(B)/tests/fuzz/onnx: $(fuzz_onnx:%=$(O)/bin/onnx2ndjson/%.o)
$(B)/fuzz/onnx: $(fuzz_onnx:%=bin/onnx2ndjson/%.c)
# What of scopemap reads maps; what inverts names.
fuzz_map = map maprecords mapjson mapvalue
$(B)/tests/fuzz/map: $(fuzz_map:%=$(O)/bin/scopemap/%.o)
$(B)/fuzz/map: $(fuzz_map:%=bin/scopemap/%.c)
fuzz_names = $(filter-out scopemap tree tensorflow table maps \
	mapshapes $(fuzz_map) classes infer leafrules faults,$(scopemap.own))
$(B)/tests/fuzz/names: $(fuzz_names:%=$(O)/bin/scopemap/%.o)
$(B)/fuzz/names: $(fuzz_names:%=bin/scopemap/%.c)

fuzz_macs = $(unit_macs)
$(B)/tests/fuzz/macs: $(fuzz_macs:%=$(O)/bin/hierstats/%.o)
$(B)/fuzz/macs: $(fuzz_macs:%=bin/hierstats/%.c)

fuzz_counts = tally reads measures stats facts meaning operands precision \
	$(unit_macs)
$(B)/tests/fuzz/counts: $(fuzz_counts:%=$(O)/bin/hierstats/%.o)
$(B)/fuzz/counts: $(fuzz_counts:%=bin/hierstats/%.c)
$(B)/tests/fuzz/counts $(B)/fuzz/counts: LDFLAGS += -Wl,--wrap=exit

# What of tagwrite makes values of profiles.
fuzz_profile = profile template attributed hierarchy selection forms pyrepr \
	requirements tags
$(B)/tests/fuzz/profile: $(fuzz_profile:%=$(O)/bin/tagwrite/%.o)
$(B)/fuzz/profile: $(fuzz_profile:%=bin/tagwrite/%.c)

# All of both but their mains; what ends the program goes back to the target.
fuzz_tagwrite = $(fuzz_onnx:%=bin/onnx2ndjson/%) \
	$(patsubst %,bin/tagwrite/%,$(filter-out tagwrite,$(tagwrite.own)))
$(B)/tests/fuzz/tagwrite: $(fuzz_tagwrite:%=$(O)/%.o)
$(B)/fuzz/tagwrite: $(fuzz_tagwrite:%=%.c)
$(B)/tests/fuzz/tagwrite $(B)/fuzz/tagwrite: LDFLAGS += -Wl,--wrap=exit

# What of tagwrite knows no tags.
unit_undo = undo edits view
$(B)/tests/unit/undo: $(unit_undo:%=$(O)/bin/tagwrite/%.o)

$(O)/libcommon.a: $(LIBCOMMON:%=$(O)/libcommon/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(O)/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

$(O)/libcommon/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/%.pb-c.c $(B)/gen/%.pb-c.h: formats/%.proto
	@mkdir -p $(@D)
	protoc-c --proto_path=formats --c_out=$(B)/gen $<

# Rules and profiles compiled in: a string of C, line by line.
STRING = sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< >$@
$(B)/gen/%.yaml.h: formats/checks/%.yaml
	@mkdir -p $(@D)
	$(STRING)
$(B)/gen/%.yaml.h: formats/rules/%.yaml
	@mkdir -p $(@D)
	$(STRING)
$(B)/gen/%.yaml.h: formats/profiles/%.yaml
	@mkdir -p $(@D)
	$(STRING)

# Rows of a C array; the enumerators are named as the words of the table.
$(B)/gen/%.tsv.h: formats/%.tsv
	@mkdir -p $(@D)
	awk -F '\t' '!/^#/ { $$0 = toupper($$0); gsub(/-/, "_"); \
	    printf "{ { .exporter = EXPORTER_%s, .kind = ORIGIN_%s },\n", $$1, $$2; \
	    printf "    BY_%s, %s, %s },\n", $$3, $$4 == "NO" ? "true" : "false", $$7 }' \
	    $< >$@

# Written when it changed only.
$(B)/gen/version.h: FORCE
	@mkdir -p $(@D)
	@echo '#define VERSION "$(shell scripts/version)"' >$@.new
	@cmp -s $@.new $@ || cp $@.new $@

$(B)/flavour: FORCE
	@mkdir -p $(@D)
	@echo $(FLAVOUR) | cmp -s - $@ || echo $(FLAVOUR) >$@

-include $(wildcard $(O)/*/*.d $(O)/*/*/*.d)

tests: all $(O)/libcommon.a $(UNITS:%=$(B)/tests/unit/%) $(FUZZERS:%=$(B)/tests/fuzz/%)
fuzz: $(FUZZERS:%=$(B)/fuzz/%)

# Programs here end without freeing; a sanitizer's verdict must not look like
# an exit status of theirs.
check: tests
	HIERUTILS_BUILD='$(abspath $(B))' SANITIZE='$(SANITIZE)' CC='$(CC)' \
	ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=exitcode=99 \
	bats --jobs $(JOBS) --no-parallelize-within-files $(BATSFLAGS) tests

export QUESTION = onnx2ndjson $(DEMO) | scopemap | attribute | \
	jq -r 'select(.op_type == "MatMul").module' | sort | uniq -c
demo: all
	@PATH='$(abspath $(B))/bin:scripts':"$$PATH"; set -e; \
	for c in 'hier $(DEMO)' "$$QUESTION"; do \
	    printf '\n$$ %s\n' "$$c"; sh -c "$$c"; done

# How often attribute is right: about the models carried here, against what was
# recorded (RECORD=yes records anew); with CORPUS=FOLDER about those in there,
# against the goals (RECORD=yes makes the table of `confidence` from them).
ACCURACY = $(if $(CORPUS),--goals tests/accuracy/goals '$(CORPUS)',\
	--$(if $(RECORD),record,check) tests/accuracy/figures tests/models \
	tests/accuracy) --page formats/records.5 \
	--$(if $(CORPUS),$(if $(RECORD),tabulate,confidence),confidence) \
	formats/confidence.tsv
accuracy: all
	PATH='$(abspath $(B))/bin':"$$PATH" python3 tests/accuracy.py $(ACCURACY)

# What other programs make of tagged files, of the models carried here or in
# CORPUS; and what of the tags is left in what tools made of them.
consumers: all
	PATH='$(abspath $(B))/bin':"$$PATH" $(B)/venv/bin/python \
	    tests/consumers.py $(or $(CORPUS),tests/models tests/nets tests/accuracy)
survival: all
	PATH='$(abspath $(B))/bin':"$$PATH" $(B)/venv/bin/python \
	    tests/survival.py --mdoc tests/models tests/nets

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
	    $(B)/venv/bin/pip install -q --no-deps -r $< && cp $< $@; }

# What was asked for together comes in this order under -j, too.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
$(GEN) $(B)/flavour $(B)/venv/ready: | deps
endif
ifneq ($(filter deps-check,$(MAKECMDGOALS)),)
$(GEN) $(B)/flavour: | deps-check
endif

# Where a page is installed.
page = $(MANDIR)/man$(subst .,,$(suffix $1))/$(notdir $1)
# Captures with current torch, transformers and timm, 6 GB of them: apart.
check-torch: all $(B)/torch/ready
	tests/check_torch/run $(B)/torch/bin/python

$(B)/torch/ready: tests/check_torch/requirements.txt
	python3 -m venv $(B)/torch
	$(B)/torch/bin/pip install -q -r $<
	cp $< $@

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DATADIR)/profiles
	install $(PROGRAMS:%=$(B)/bin/%) $(SCRIPTS) $(DESTDIR)$(BINDIR)
	install -m 644 $(DATA) $(DESTDIR)$(DATADIR)
	install -m 644 $(PROFILES) $(DESTDIR)$(DATADIR)/profiles
	$(foreach p,$(PAGES),install -D -m 644 $p $(DESTDIR)$(call page,$p) &&) :

uninstall:
	rm -f $(addprefix $(DESTDIR),$(PROGRAMS:%=$(BINDIR)/%) \
	    $(SCRIPTS:scripts/%=$(BINDIR)/%) \
	    $(foreach p,$(PAGES),$(call page,$p)) \
	    $(addprefix $(DATADIR)/,$(notdir $(DATA))) \
	    $(PROFILES:formats/%=$(DATADIR)/%))
	-rmdir $(DESTDIR)$(DATADIR)/profiles $(DESTDIR)$(DATADIR)

clean:
	rm -rf $(B)

.PHONY: all tests check check-torch demo accuracy consumers survival bench fuzz deps deps-check install uninstall clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:
