// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// place is where a probe goes.
type place struct {
	FileOffset uint64 `json:"file_offset"`
}

// function is what is needed of `gofixup functions --json`.
type function struct {
	place           // its entry
	Body    *place  `json:"body"` // behind the prologue; nil if it has none
	Returns []place `json:"returns"`
}

func (f function) begin() uint64 {
	if f.Body == nil {
		return f.FileOffset
	}
	return f.Body.FileOffset
}

func readPlaces(path string) (function, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return function{}, err
	}
	var list struct {
		Functions []function `json:"functions"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return function{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(list.Functions) != 1 {
		return function{}, fmt.Errorf("%s: %d functions, not one", path, len(list.Functions))
	}
	return list.Functions[0], nil
}
