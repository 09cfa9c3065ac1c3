// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

module example.com/testcases/atomics

go 1.19
