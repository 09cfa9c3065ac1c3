// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// The kubectl of a Kubernetes release: its own cmd/kubectl says no more than this,
// and k8s.io/kubectl needs none of the replace lines that k8s.io/kubernetes does.
package main

import (
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}
