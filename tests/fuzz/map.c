/*
 * Any bytes as a module map.  One that is accepted, written as NDJSON, is a
 * map again: of the same modules, whose members are records'.
 */
#include <sys/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../bin/scopemap/map.h"
#include "../../bin/scopemap/mapvalue.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
expect(bool what, const char *why)
{
	if (what)
		return;
	fprintf(stderr, "%s\n", why);
	abort();
}

/* A file in memory, with its name. */
static int
memory(char name[32])
{
	int fd = memfd_create("map", MFD_CLOEXEC);

	if (fd < 0)
		abort();
	snprintf(name, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static void
write_map(const struct map *m, int fd)
{
	struct jsonw w;

	jsonw_open(&w, fd);
	for (uint32_t id = 0; id < m->tree.n; id++) {
		const struct map_module *module = &m->module[id];

		if (module->at == NULL)
			continue;
		record_begin(&w, KIND_MODULE);
		record_key(&w, M_PATH);
		jsonw_string(&w, modules_path(&m->tree, id));
		record_key(&w, M_CLASS);
		jsonw_string(&w, module->class);
		for (uint32_t i = 0; i < module->n_member; i++) {
			const struct map_member *member =
			    &m->member[module->member + i];

			record_key(&w, (enum member)member->id);
			mapvalue_write(&w, member);
		}
		record_end(&w);
	}
	expect(jsonw_finish(&w) == 0, "not written");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct map m, again;
	char name[32], other[32];
	int fd = memory(name), out = memory(other);

	if (write(fd, data, n) != (ssize_t)n)
		abort();
	if (map_read(&m, name) == 0) {
		expect(m.error[0] == '\0', "an error of a map that was read");
		write_map(&m, out);
		if (map_read(&again, other) == -1)
			expect(false, again.error);
		expect(again.n_listed == m.n_listed, "other modules");
		expect(again.n_member == m.n_member, "other members");
		map_free(&again);
	} else {
		expect(m.error[0] != '\0', "no reason");
		expect(m.error_at == NULL || (m.error_at >= m.text.p &&
		    m.error_at <= m.text.p + m.text.n), "no place");
	}
	map_free(&m);
	close(fd);
	close(out);
	return 0;
}
