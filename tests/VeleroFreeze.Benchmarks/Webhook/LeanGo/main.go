// The same patch by the least code that Go's standard library needs for it. It proves nothing, counts nothing and logs nothing.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

type metadata struct {
	Name        string            `json:"name"`
	Namespace   string            `json:"namespace"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

type machine struct {
	Metadata metadata `json:"metadata"`
	Spec     struct {
		Template struct {
			Metadata *metadata `json:"metadata"`
		} `json:"template"`
	} `json:"spec"`
}

type request struct {
	UID       string          `json:"uid"`
	Operation string          `json:"operation"`
	Namespace string          `json:"namespace"`
	Object    json.RawMessage `json:"object"`
}

type response struct {
	UID       string `json:"uid"`
	Allowed   bool   `json:"allowed"`
	PatchType string `json:"patchType,omitempty"`
	Patch     []byte `json:"patch,omitempty"`
}

type review struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Request    *request  `json:"request,omitempty"`
	Response   *response `json:"response,omitempty"`
}

type operation struct {
	Op    string      `json:"op"`
	Path  string      `json:"path"`
	Value interface{} `json:"value"`
}

func command(mode string, m metadata) string {
	return fmt.Sprintf(`["/usr/bin/virt-freezer", "--%s", "--name", "%s", "--namespace", "%s"]`, mode, m.Name, m.Namespace)
}

func patch(vm machine) []operation {
	const at = "/spec/template/metadata"
	operations := []operation{}
	present := map[string]string{}
	if vm.Spec.Template.Metadata == nil {
		operations = append(operations, operation{"add", at, struct{}{}})
	} else {
		present = vm.Spec.Template.Metadata.Annotations
	}
	if present == nil {
		operations = append(operations, operation{"add", at + "/annotations", struct{}{}})
	}
	keys := "pre.command,pre.container,pre.on-error,pre.timeout,post.command,post.container,post.on-error,post.timeout"
	marker := fmt.Sprintf("v2;ns=%s;name=%s;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=%s", vm.Metadata.Namespace, vm.Metadata.Name, keys)
	for _, hook := range [][2]string{
		{"pre.hook.backup.velero.io/command", command("freeze", vm.Metadata)},
		{"pre.hook.backup.velero.io/container", "compute"},
		{"pre.hook.backup.velero.io/on-error", "Continue"},
		{"pre.hook.backup.velero.io/timeout", "75s"},
		{"post.hook.backup.velero.io/command", command("unfreeze", vm.Metadata)},
		{"post.hook.backup.velero.io/container", "compute"},
		{"post.hook.backup.velero.io/on-error", "Continue"},
		{"post.hook.backup.velero.io/timeout", "60s"},
		{"velerofreeze.io/injected", marker},
	} {
		if _, stands := present[hook[0]]; !stands {
			operations = append(operations, operation{"add", at + "/annotations/" + strings.ReplaceAll(hook[0], "/", "~1"), hook[1]})
		}
	}
	return operations
}

func answer(r *request) (*response, error) {
	allowed := &response{UID: r.UID, Allowed: true}
	var vm machine
	if err := json.Unmarshal(r.Object, &vm); err != nil {
		return nil, err
	}
	if vm.Metadata.Labels["velerofreeze.io/freeze"] != "required" {
		return allowed, nil
	}
	bytes, err := json.Marshal(patch(vm))
	allowed.PatchType, allowed.Patch = "JSONPatch", bytes
	return allowed, err
}

func mutate(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var asked review
	if err == nil {
		err = json.Unmarshal(body, &asked)
	}
	if err != nil || asked.Request == nil {
		http.Error(w, "no review", http.StatusBadRequest)
		return
	}
	response, err := answer(asked.Request)
	if err != nil {
		http.Error(w, "no object", http.StatusBadRequest)
		return
	}
	bytes, _ := json.Marshal(review{APIVersion: asked.APIVersion, Kind: asked.Kind, Response: response})
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(bytes)
}

// Address, certificate and key.
func main() {
	http.HandleFunc("/mutate", mutate)
	log.Fatal(http.ListenAndServeTLS(os.Args[1], os.Args[2], os.Args[3], nil))
}
