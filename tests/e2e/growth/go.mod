module growth

go 1.18
