/*
 * plain: the bytes that stand in a JSON string as they are and are ASCII:
 * all but `"`, `\`, control characters and the bytes from 0x80.  Most of a
 * stream is such bytes; the scanner and the writer step over them sixteen at a
 * time where the machine has SSE2, as all x86-64 have, else eight.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

#ifdef __SSE2__
	while (end - p >= 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		/* Bytes from 0x80 are negative: below the space, too. */
		__m128i special = _mm_or_si128(
		    _mm_cmplt_epi8(x, _mm_set1_epi8(' ')), _mm_or_si128(
		    _mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
		    _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
		unsigned bits = (unsigned)_mm_movemask_epi8(special);

		if (bits != 0)
			return p + __builtin_ctz(bits);
		p += 16;
	}
#endif
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
