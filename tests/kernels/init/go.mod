module gofixup/tests/kernels/init

go 1.18
