#include "fusedname.h"

struct str
fusedname_source(struct str name)
{
	static const struct str prefixes[] = {
		STR("ConvMulFusion_W_"), STR("ConvMulFusion_Mul_B_"),
		STR("ConvBnFusion_W_"), STR("ConvBnFusion_BN_B_"),
		STR("ConvAddFusion_B_"), STR("ConvAddFusion_Add_B_"),
		STR("MatMulBnFusion_GemmB_"),
	};
	const size_t n = sizeof(prefixes) / sizeof(prefixes[0]);
	size_t i;

	do {
		for (i = 0; i < n && !str_starts(name, prefixes[i]); i++)
			;
		if (i < n) {
			name.p += prefixes[i].n;
			name.n -= prefixes[i].n;
		}
	} while (i < n);
	return name;
}
