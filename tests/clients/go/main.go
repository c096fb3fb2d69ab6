// Command client does with client-go what programs do with a cluster, and says of each thing whether it worked:
// `client KUBECONFIG [exec]`. One line per thing, `ok NAME` or `FAILED NAME: why`; exit code 1 when one failed.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	applyappsv1 "k8s.io/client-go/applyconfigurations/apps/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	applymetav1 "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/util/retry"
	"k8s.io/klog/v2"
)

const patience = 60 * time.Second

// session is what every check is given.
type session struct {
	config    *rest.Config
	client    *kubernetes.Clientset
	dynamic   dynamic.Interface
	namespace string
}

type check struct {
	name string
	run  func(context.Context, *session) error
}

var checks = []check{
	{"versions and resources", discover},
	{"create, read, update, patch, delete", change},
	{"conflicts are retried", conflict},
	{"watch", watch},
	{"pages", pages},
	{"dynamic objects", dynamically},
	{"server-side apply", apply},
	{"informers", inform},
	{"scale", scale},
	{"leader election", lead},
	{"logs", logs},
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: client KUBECONFIG [exec]")
		os.Exit(2)
	}
	all := checks
	if len(os.Args) > 2 && os.Args[2] == "exec" {
		all = append(all, check{"exec", execute})
	}
	// What the library has to say beside is not part of the answer.
	klog.SetLogger(logr.Discard())
	ctx := context.Background()
	s, err := connect(ctx, os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	failed := false
	for _, c := range all {
		bounded, cancel := context.WithTimeout(ctx, patience)
		if err := c.run(bounded, s); err != nil {
			failed = true
			fmt.Printf("FAILED %s: %v\n", c.name, err)
		} else {
			fmt.Printf("ok %s\n", c.name)
		}
		cancel()
	}
	_ = s.client.CoreV1().Namespaces().Delete(ctx, s.namespace, metav1.DeleteOptions{})
	if failed {
		os.Exit(1)
	}
}

func connect(ctx context.Context, kubeconfig string) (*session, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	made, err := client.CoreV1().Namespaces().Create(ctx,
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "client-go-"}}, metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	s := &session{config: config, client: client, dynamic: objects, namespace: made.Name}
	return s, until(ctx, func() (bool, error) {
		_, err := client.CoreV1().ServiceAccounts(s.namespace).Get(ctx, "default", metav1.GetOptions{})
		return err == nil, nil
	})
}

func until(ctx context.Context, done func() (bool, error)) error {
	return wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, patience, true,
		func(context.Context) (bool, error) { return done() })
}

func configMap(name string, data map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: data}
}

func discover(_ context.Context, s *session) error {
	version, err := s.client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(version.GitVersion, "v1.34.") {
		return fmt.Errorf("version %s", version.GitVersion)
	}
	lists, err := s.client.Discovery().ServerPreferredResources()
	if err != nil {
		return err
	}
	for _, list := range lists {
		for _, resource := range list.APIResources {
			if resource.Name == "deployments" {
				return nil
			}
		}
	}
	return errors.New("no deployments among the resources")
}

func change(ctx context.Context, s *session) error {
	maps := s.client.CoreV1().ConfigMaps(s.namespace)
	made, err := maps.Create(ctx, configMap("changed", map[string]string{"a": "1"}), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	made.Data["a"] = "2"
	if _, err = maps.Update(ctx, made, metav1.UpdateOptions{}); err != nil {
		return err
	}
	patched, err := maps.Patch(ctx, "changed", types.StrategicMergePatchType, []byte(`{"data":{"b":"3"}}`), metav1.PatchOptions{})
	if err != nil {
		return err
	}
	if patched.Data["a"] != "2" || patched.Data["b"] != "3" {
		return fmt.Errorf("data is %v", patched.Data)
	}
	if _, err = maps.Create(ctx, configMap("changed", nil), metav1.CreateOptions{}); !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("a second create: %w", err)
	}
	if err = maps.Delete(ctx, "changed", metav1.DeleteOptions{}); err != nil {
		return err
	}
	if _, err = maps.Get(ctx, "changed", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		return fmt.Errorf("a read of what is gone: %w", err)
	}
	return nil
}

func conflict(ctx context.Context, s *session) error {
	maps := s.client.CoreV1().ConfigMaps(s.namespace)
	stale, err := maps.Create(ctx, configMap("contended", map[string]string{"n": "0"}), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	fresh := stale.DeepCopy()
	fresh.Data["n"] = "1"
	if _, err = maps.Update(ctx, fresh, metav1.UpdateOptions{}); err != nil {
		return err
	}
	stale.Data["n"] = "2"
	if _, err = maps.Update(ctx, stale, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		return fmt.Errorf("a stale update: %w", err)
	}
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		current, err := maps.Get(ctx, "contended", metav1.GetOptions{})
		if err != nil {
			return err
		}
		current.Data["n"] = "2"
		_, err = maps.Update(ctx, current, metav1.UpdateOptions{})
		return err
	})
}

func watch(ctx context.Context, s *session) error {
	maps := s.client.CoreV1().ConfigMaps(s.namespace)
	list, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	events, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion, FieldSelector: "metadata.name=watched"})
	if err != nil {
		return err
	}
	defer events.Stop()
	if _, err = maps.Create(ctx, configMap("watched", nil), metav1.CreateOptions{}); err != nil {
		return err
	}
	if err = maps.Delete(ctx, "watched", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for _, wanted := range []string{"ADDED", "DELETED"} {
		select {
		case event := <-events.ResultChan():
			if string(event.Type) != wanted {
				return fmt.Errorf("%s instead of %s", event.Type, wanted)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func pages(ctx context.Context, s *session) error {
	maps := s.client.CoreV1().ConfigMaps(s.namespace)
	for i := range 5 {
		made := configMap(fmt.Sprintf("page-%d", i), nil)
		made.Labels = map[string]string{"paged": "yes"}
		if _, err := maps.Create(ctx, made, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	seen, next := 0, ""
	for {
		page, err := maps.List(ctx, metav1.ListOptions{LabelSelector: "paged=yes", Limit: 2, Continue: next})
		if err != nil {
			return err
		}
		seen += len(page.Items)
		if next = page.Continue; next == "" {
			break
		}
	}
	if seen != 5 {
		return fmt.Errorf("%d of 5", seen)
	}
	return nil
}

func dynamically(ctx context.Context, s *session) error {
	services := s.dynamic.Resource(schema.GroupVersionResource{Version: "v1", Resource: "services"}).Namespace(s.namespace)
	made, err := services.Create(ctx, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "dynamic"},
		"spec": map[string]any{"ports": []any{map[string]any{"port": int64(80)}}},
	}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if address, _, _ := unstructured.NestedString(made.Object, "spec", "clusterIP"); address == "" {
		return errors.New("no address")
	}
	return nil
}

func deployment(s *session, replicas int32) *applyappsv1.DeploymentApplyConfiguration {
	labels := map[string]string{"app": "applied"}
	return applyappsv1.Deployment("applied", s.namespace).WithSpec(applyappsv1.DeploymentSpec().
		WithReplicas(replicas).
		WithSelector(applymetav1.LabelSelector().WithMatchLabels(labels)).
		WithTemplate(applycorev1.PodTemplateSpec().WithLabels(labels).WithSpec(applycorev1.PodSpec().
			WithTerminationGracePeriodSeconds(1).
			WithContainers(applycorev1.Container().WithName("main").WithImage("example.com/web:1")))))
}

func apply(ctx context.Context, s *session) error {
	deployments := s.client.AppsV1().Deployments(s.namespace)
	if _, err := deployments.Apply(ctx, deployment(s, 2), metav1.ApplyOptions{FieldManager: "one"}); err != nil {
		return err
	}
	if _, err := deployments.Apply(ctx, deployment(s, 1), metav1.ApplyOptions{FieldManager: "two"}); !apierrors.IsConflict(err) {
		return fmt.Errorf("another manager's value: %w", err)
	}
	_, err := deployments.Apply(ctx, deployment(s, 1), metav1.ApplyOptions{FieldManager: "two", Force: true})
	return err
}

func inform(ctx context.Context, s *session) error {
	factory := informers.NewSharedInformerFactoryWithOptions(s.client, 0, informers.WithNamespace(s.namespace))
	pods := factory.Core().V1().Pods()
	var running atomic.Int32
	if _, err := pods.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		UpdateFunc: func(_, now any) {
			if now.(*corev1.Pod).Status.Phase == corev1.PodRunning {
				running.Add(1)
			}
		},
	}); err != nil {
		return err
	}
	lifetime, stop := context.WithCancel(ctx)
	defer factory.Shutdown()
	defer stop()
	factory.Start(lifetime.Done())
	if !cache.WaitForCacheSync(ctx.Done(), pods.Informer().HasSynced) {
		return errors.New("never synced")
	}
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "informed"},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "example.com/web:1"}}},
	}
	if _, err := s.client.CoreV1().Pods(s.namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return err
	}
	return until(ctx, func() (bool, error) {
		_, err := pods.Lister().Pods(s.namespace).Get("informed")
		return err == nil && running.Load() > 0, nil
	})
}

func scale(ctx context.Context, s *session) error {
	deployments := s.client.AppsV1().Deployments(s.namespace)
	// The Deployment's own controller writes meanwhile.
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		current, err := deployments.GetScale(ctx, "applied", metav1.GetOptions{})
		if err != nil {
			return err
		}
		current.Spec.Replicas = 3
		_, err = deployments.UpdateScale(ctx, "applied", current, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		return err
	}
	return until(ctx, func() (bool, error) {
		found, err := deployments.Get(ctx, "applied", metav1.GetOptions{})
		return err == nil && found.Status.ReadyReplicas == 3, err
	})
}

func lead(ctx context.Context, s *session) error {
	first, stop := context.WithCancel(ctx)
	led := make(chan string, 2)
	run := func(ctx context.Context, identity string) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "leader", Namespace: s.namespace},
			Client:     s.client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, LeaseDuration: 4 * time.Second, RenewDeadline: 3 * time.Second, RetryPeriod: 500 * time.Millisecond,
			ReleaseOnCancel: true,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { led <- identity },
				OnStoppedLeading: func() {},
			},
		})
	}
	go run(first, "one")
	for _, wanted := range []string{"one", "two"} {
		select {
		case leader := <-led:
			if leader != wanted {
				stop()
				return fmt.Errorf("%s leads instead of %s", leader, wanted)
			}
		case <-ctx.Done():
			stop()
			return ctx.Err()
		}
		if wanted == "one" {
			go run(ctx, "two")
			stop()
		}
	}
	return nil
}

func logs(ctx context.Context, s *session) error {
	stream, err := s.client.CoreV1().Pods(s.namespace).
		GetLogs("informed", &corev1.PodLogOptions{Follow: true}).Stream(ctx)
	if err != nil {
		return err
	}
	defer stream.Close()
	if !bufio.NewScanner(stream).Scan() {
		return errors.New("no line came")
	}
	return nil
}

func execute(ctx context.Context, s *session) error {
	request := s.client.CoreV1().RESTClient().Post().Resource("pods").Namespace(s.namespace).Name("informed").
		SubResource("exec").VersionedParams(&corev1.PodExecOptions{
		Command: []string{"sh", "-c", "cat; echo problem >&2; exit 3"}, Stdin: true, Stdout: true, Stderr: true,
	}, scheme.ParameterCodec)
	executor, err := remotecommand.NewWebSocketExecutor(s.config, "GET", request.URL().String())
	if err != nil {
		return err
	}
	var out, problems bytes.Buffer
	err = executor.StreamWithContext(ctx, remotecommand.StreamOptions{
		Stdin: strings.NewReader("hello"), Stdout: &out, Stderr: &problems,
	})
	var exit interface{ ExitStatus() int }
	if !errors.As(err, &exit) || exit.ExitStatus() != 3 {
		return fmt.Errorf("ended with %w", err)
	}
	if out.String() != "hello" || problems.String() != "problem\n" {
		return fmt.Errorf("said %q and %q", out.String(), problems.String())
	}
	return nil
}
