#include "utf8.h"

unsigned
utf8_length(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned n;

	if (s.n == 0)
		return 0;
	n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 :
	    p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
	if (n > s.n)
		return 0;
	for (unsigned i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

unsigned
utf8_decode(struct str s, uint32_t *code_point)
{
	unsigned n = utf8_length(s);
	uint32_t u;

	if (n == 0)
		return 0;
	u = (unsigned char)s.p[0];
	if (n > 1)
		u &= 0x7fu >> n;
	for (unsigned i = 1; i < n; i++)
		u = u << 6 | ((unsigned char)s.p[i] & 0x3fu);
	*code_point = u;
	return n;
}

bool
utf8_steers(uint32_t u)
{
	return u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0x61c ||
	    u == 0x200e || u == 0x200f || (u >= 0x2028 && u <= 0x202e) ||
	    (u >= 0x2066 && u <= 0x2069);
}

char *
utf8_put(char *out, uint32_t u)
{
	if (u < 0x80) {
		*out++ = (char)u;
		return out;
	}
	if (u < 0x800) {
		*out++ = (char)(0xc0 | u >> 6);
	} else {
		if (u < 0x10000) {
			*out++ = (char)(0xe0 | u >> 12);
		} else {
			*out++ = (char)(0xf0 | u >> 18);
			*out++ = (char)(0x80 | (u >> 12 & 0x3f));
		}
		*out++ = (char)(0x80 | (u >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (u & 0x3f));
	return out;
}
