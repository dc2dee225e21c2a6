#include "forms.h"

#include "limits.h"
#include "pyrepr.h"

void
forms_open(struct forms *f, const struct attributed *a,
    const struct profile *profile)
{
	*f = (struct forms){ .a = a, .profile = profile };
	for (unsigned i = 0; i < FORM_COUNT; i++)
		f->head[i].module = NONE;
}

void
forms_free(struct forms *f)
{
	for (unsigned i = 0; i < FORM_COUNT; i++)
		buf_free(&f->head[i].text);
	buf_free(&f->scratch);
}

/* As Python prints one. */
static void
add_truth(struct buf *b, bool yes)
{
	buf_adds(b, yes ? STR("True") : STR("False"));
}

/* A part between slashes. */
static void
add_segment(struct buf *b, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '/' && s.p[i] != ';' && s.p[i] != '%')
			continue;
		buf_add(b, s.p + from, i - from);
		buf_adds(b, s.p[i] == '/' ? STR("%2F") :
		    s.p[i] == ';' ? STR("%3B") : STR("%25"));
		from = i + 1;
	}
	if (s.n > 0)
		buf_add(b, s.p + from, s.n - from);
}

/* `encoder/layer/0`, a part an atom: a `/`, `;` or `%` in one is %2F, %3B,
 * %25. */
static void
forms_groups(const struct modules *tree, uint32_t module, struct buf *b)
{
	struct str path = modules_path(tree, module);

	while (path.n > 0) {
		const char *dot = memchr(path.p, '.', path.n);
		size_t n = dot == NULL ? path.n : (size_t)(dot - path.p);

		add_segment(b, (struct str){ path.p, n });
		if (dot == NULL)
			return;
		buf_addc(b, '/');
		path.p += n + 1;
		path.n -= n + 1;
	}
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

unsigned
forms_class_path(const struct hierarchy *h, uint32_t module,
    const struct patterns *without, struct buf *b)
{
	struct chain c;
	unsigned n = 0;

	hierarchy_chain(h, module, without, &c);
	for (uint32_t i = 0; c.classes && i < c.n; i++) {
		struct str class = h->module[c.id[i]].class;
		struct str atom = modules_atom(&h->tree, c.id[i]);

		if (c.id[i] != 0 && class_in(class, without))
			continue;
		buf_addc(b, '/');
		buf_adds(b, class_name(class));
		if (is_number(atom)) {
			buf_addc(b, '.');
			buf_adds(b, atom);
		}
		n++;
	}
	return n;
}

bool
forms_scope_name(const struct hierarchy *h, uint32_t module, struct buf *b)
{
	struct str class = h->module[module].class;

	if (class.n == 0)
		return false;
	buf_adds(b, class_name(class));
	if (module != 0) {
		buf_addc(b, '.');
		buf_adds(b, modules_path(&h->tree, module));
	}
	return true;
}

/* One module's item of a list. */
static void
add_item(const struct hierarchy *h, enum form form, uint32_t module,
    struct buf *b)
{
	struct str path = modules_path(&h->tree, module);
	struct str class = h->module[module].class;

	if (form == FORM_NAMESPACE) {
		add_segment(b, path);
		buf_adds(b, STR(": "));
		add_segment(b, class);
		buf_addc(b, '/');
	} else {
		pyrepr_add(b, form == FORM_SCOPES ? path : class);
		buf_adds(b, STR(", "));
	}
}

/* What goes before the op; not known, when its classes are not.  A value of
 * more than a string may have is cut: tags.c refuses it. */
static bool
add_chain(struct forms *f, uint32_t module, enum form form, struct buf *b)
{
	const struct hierarchy *h = &f->a->hierarchy;
	struct chain c;

	hierarchy_chain(h, module, &f->profile->without, &c);
	if (!c.classes && form != FORM_SCOPES)
		return false;
	if (form != FORM_NAMESPACE)
		buf_addc(b, '[');
	for (uint32_t i = 0; i < c.n && b->n <= LIMIT_STRING; i++)
		add_item(h, form, c.id[i], b);
	return true;
}

/* What of a form depends on the module alone. */
static bool
add_of_module(struct forms *f, uint32_t module, enum form form, struct buf *b)
{
	const struct hierarchy *h = &f->a->hierarchy;
	const struct module *m = &h->module[module];
	unsigned n;

	switch (form) {
	case FORM_MODULE:
		buf_adds(b, modules_path(&h->tree, module));
		return true;
	case FORM_TYPE:
		buf_adds(b, m->type);
		return m->type.n > 0;
	case FORM_DEPTH:
		buf_addu(b, h->tree.depth[module]);
		return true;
	case FORM_LEAF:
		add_truth(b, !m->parent);
		return m->recorded;
	case FORM_GROUPS:
		forms_groups(&h->tree, module, b);
		return true;
	case FORM_LAYER:
		buf_adds(b, modules_path(&h->tree, module));
		buf_addc(b, '.');
		return true;
	case FORM_SCOPE_NAME:
		return forms_scope_name(h, module, b);
	case FORM_CLASS_PATH:
		return forms_class_path(h, module, &f->profile->without,
		    b) > 0;
	case FORM_CLASS_DEPTH:
		n = forms_class_path(h, module, &f->profile->without, b);
		b->n = 0;
		buf_addu(b, n);
		return n > 0;
	default:
		return add_chain(f, module, form, b);
	}
}

static const struct head *
head_of(struct forms *f, uint32_t module, enum form form)
{
	struct head *head = &f->head[form];

	if (head->module != module) {
		head->module = module;
		head->text.n = 0;
		head->known = add_of_module(f, module, form, &head->text);
	}
	return head;
}

static void
add_op_type(struct forms *f, uint32_t node, struct buf *b)
{
	const struct model *m = &f->a->model;
	struct str domain = attributed_word(f->a, f->a->entry[node].domain);

	if (domain.n > 0 && !str_eq(domain, STR("ai.onnx"))) {
		buf_adds(b, domain);
		buf_adds(b, STR("::"));
	}
	buf_adds(b, model_name(m, m->node[node].op_type));
}

static void
add_op(struct forms *f, uint32_t node, enum form form, struct buf *b)
{
	const struct model *m = &f->a->model;
	struct str name = m->node[node].name;
	struct str op_type = model_name(m, m->node[node].op_type);

	/* The exporter's names of ops hold no slash; the TorchScript exporter's
	 * begin with the scope. */
	if (form == FORM_NAMESPACE)
		name = str_after_last(name, '/');
	if (name.n == 0)
		name = op_type;
	if (form == FORM_SCOPES) {
		pyrepr_add(b, name);
		buf_addc(b, ']');
		return;
	}
	f->scratch.n = 0;
	add_op_type(f, node, &f->scratch);
	if (form == FORM_CLASSES) {
		pyrepr_add(b, buf_str(&f->scratch));
		buf_addc(b, ']');
	} else {
		add_segment(b, name);
		buf_adds(b, STR(": "));
		add_segment(b, buf_str(&f->scratch));
	}
}

static bool
add_list(struct forms *f, uint32_t node, enum form form, struct buf *b,
    size_t *op)
{
	uint32_t module = f->a->entry[node].module;
	const struct head *head = head_of(f, module, form);

	if (!head->known) {
		if (form == FORM_NAMESPACE)
			forms_groups(&f->a->hierarchy.tree, module, b);
		return form == FORM_NAMESPACE;
	}
	buf_adds(b, buf_str(&head->text));
	*op = b->n;
	add_op(f, node, form, b);
	return true;
}

/* A word of the node's record. */
static bool
add_word(const struct attributed *a, uint32_t word, struct buf *b)
{
	buf_adds(b, attributed_word(a, word));
	return word != NONE;
}

bool
forms_add(struct forms *f, uint32_t node, enum form form, struct buf *b,
    size_t *op)
{
	const struct model *m = &f->a->model;
	const struct entry *e = &f->a->entry[node];
	const struct node *n = &m->node[node];
	const struct head *head;

	switch (form) {
	case FORM_SCOPES:
	case FORM_CLASSES:
	case FORM_NAMESPACE:
		return add_list(f, node, form, b, op);
	case FORM_CLASS:
		return add_word(f->a, e->class, b);
	case FORM_BY:
		return add_word(f->a, e->by, b);
	case FORM_CONFIDENCE:
		return add_word(f->a, e->confidence, b) &&
		    !str_eq(attributed_word(f->a, e->confidence),
		    STR("null"));
	case FORM_CALL:
		buf_addu(b, e->call);
		return e->call > 0;
	case FORM_EXACT:
		add_truth(b, e->exact);
		return true;
	case FORM_NAME:
		buf_adds(b, n->name);
		return true;
	case FORM_OP_TYPE:
		buf_adds(b, model_name(m, n->op_type));
		return true;
	case FORM_DOMAIN:
		buf_adds(b, attributed_word(f->a, e->domain));
		return true;
	case FORM_GRAPH:
		buf_adds(b, m->graph[n->graph].id);
		return true;
	case FORM_INDEX:
		buf_addu(b, n->index);
		return true;
	default:
		head = head_of(f, e->module, form);
		buf_adds(b, buf_str(&head->text));
		return head->known;
	}
}
