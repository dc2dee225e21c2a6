/*
 * plain: the bytes that stand in a JSON string as they are and are ASCII:
 * all but `"`, `\`, control characters and the bytes from 0x80.  Most of a
 * stream is such bytes; the scanner and the writer step over them eight at
 * a time.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdint.h>
#include <string.h>

/*
 * The first byte of [p, end) that is not plain, or end.
 *
 * In `special` a byte's high bit is set when the byte is not plain.  It may
 * also be set in bytes above such a one, by a borrow ("Bit Twiddling Hacks",
 * zero byte), so that only the lowest one set is exact.
 */
static inline const char *
plain_end(const char *p, const char *end)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	while (end - p >= 8) {
		uint64_t x, quote, escape, special;

		memcpy(&x, p, 8);
		quote = x ^ each * '"';
		escape = x ^ each * '\\';
		special = (((quote - each) & ~quote) |
		    ((escape - each) & ~escape) |
		    ((x - each * 0x20) & ~x) | x) & each * 0x80;
		if (special == 0) {
			p += 8;
			continue;
		}
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		return p + __builtin_ctzll(special) / 8;
#else
		break;
#endif
	}
	while (p < end && *p != '"' && *p != '\\' &&
	    (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80)
		p++;
	return p;
}

#endif
