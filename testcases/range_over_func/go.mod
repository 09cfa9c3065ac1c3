// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

module example.com/testcases/range_over_func

go 1.23
