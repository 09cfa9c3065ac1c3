// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

// The kubeadm of a Kubernetes release, as its own cmd/kubeadm has it.
package main

import (
	"k8s.io/kubernetes/cmd/kubeadm/app"
	"k8s.io/kubernetes/cmd/kubeadm/app/util/errors"
)

func main() {
	errors.HandleError(app.Run())
}
