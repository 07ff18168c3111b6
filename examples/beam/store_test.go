package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The stores run in this process. They are what the protocols say, and not
// what the providers are: consistency and limits of theirs are not shown here.

func s3Store(t *testing.T) string {
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("hospital"))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	return "s3://hospital"
}

func gsStore(t *testing.T) string {
	store := &bucket{objects: map[string][]byte{}}
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	t.Setenv("STORAGE_EMULATOR_HOST", strings.TrimPrefix(server.URL, "http://"))
	return "gs://hospital"
}

// A bucket is as much of a gs store as a pipeline uses.
type bucket struct {
	sync.Mutex
	objects map[string][]byte
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.Lock()
	defer b.Unlock()
	describe := func(name string) map[string]any {
		return map[string]any{"bucket": "hospital", "name": name, "size": fmt.Sprint(len(b.objects[name]))}
	}
	answer := func(v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	const object = "/storage/v1/b/hospital/o"
	path := r.URL.EscapedPath()
	name := func(escaped string) string {
		name, _ := url.PathUnescape(escaped)
		return name
	}
	switch {
	case r.Method == http.MethodPost && path == "/upload"+object:
		_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		parts := multipart.NewReader(r.Body, parameters["boundary"])
		var attributes struct{ Name string }
		first, err := parts.NextPart()
		if err == nil {
			err = json.NewDecoder(first).Decode(&attributes)
		}
		var content []byte
		second, err2 := parts.NextPart()
		if err2 == nil {
			content, err2 = io.ReadAll(second)
		}
		if err != nil || err2 != nil {
			http.Error(w, "cut short", http.StatusBadRequest)
			return
		}
		b.objects[attributes.Name] = content
		answer(describe(attributes.Name))
	case r.Method == http.MethodGet && path == object:
		items := []any{}
		for n := range b.objects {
			if strings.HasPrefix(n, r.URL.Query().Get("prefix")) {
				items = append(items, describe(n))
			}
		}
		answer(map[string]any{"items": items})
	case r.Method == http.MethodPost && strings.Contains(path, "/rewriteTo/"):
		from, to, _ := strings.Cut(strings.TrimPrefix(path, object+"/"), "/rewriteTo/b/hospital/o/")
		content, ok := b.objects[name(from)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		b.objects[name(to)] = content
		answer(map[string]any{"done": true, "resource": describe(name(to))})
	case r.Method == http.MethodDelete:
		delete(b.objects, name(strings.TrimPrefix(path, object+"/")))
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet && strings.HasPrefix(path, object+"/"):
		answer(describe(name(strings.TrimPrefix(path, object+"/"))))
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/hospital/"):
		content, ok := b.objects[name(strings.TrimPrefix(path, "/hospital/"))]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Write(content)
	default:
		http.Error(w, r.Method+" "+path, http.StatusNotImplemented)
	}
}

// listing returns the objects of a store below a folder.
func listing(t *testing.T, folder string) (names []string) {
	t.Helper()
	store, err := filesystem.New(t.Context(), folder)
	require.NoError(t, err)
	defer store.Close()
	for _, pattern := range []string{folder + "/*", folder + "/*/*"} {
		found, err := store.List(t.Context(), pattern)
		require.NoError(t, err)
		names = append(names, found...)
	}
	slices.Sort(names)
	return names
}

func TestObjectStores(t *testing.T) {
	documents, _, rejects := single(t, samples+"hqms-dirty.csv")
	for scheme, open := range map[string]func(*testing.T) string{"s3": s3Store, "gs": gsStore} {
		t.Run(scheme, func(t *testing.T) {
			root := open(t)
			store, err := filesystem.New(t.Context(), root)
			require.NoError(t, err)
			defer store.Close()
			put := func(name string, content []byte) {
				require.NoError(t, filesystem.Write(t.Context(), store, root+"/"+name, content))
			}
			get := func(name string) string {
				content, err := filesystem.Read(t.Context(), store, root+"/"+name)
				require.NoError(t, err)
				return string(content)
			}
			put("in/2024/病案.csv", read(t, samples+"hqms-dirty.csv"))
			put("in/2024/other.csv", []byte("ward,bed\n1,2\n"))

			j := job(root + "/out")
			for range 2 {
				c := translate(t, j, root+"/in/2024/*.csv")
				assert.EqualValues(t, 2, c["files"])
				assert.EqualValues(t, 1, c["failed"])
				assert.Equal(t, []string{
					root + "/out/documents/病案.ndjson", root + "/out/issues/病案.ndjson", root + "/out/rejects/病案.csv",
					root + "/out/summaries/other.json", root + "/out/summaries/病案.json",
				}, listing(t, root+"/out"), "nothing is left in the folder for what is not complete")
				assert.Equal(t, digest(documents), digest(get("out/documents/病案.ndjson")))
				assert.Equal(t, rejects, get("out/rejects/病案.csv"))
			}

			files, err := expand(t.Context(), []string{root + "/in/2024/病*"})
			require.NoError(t, err)
			require.NoError(t, job(root+"/parts").split(t.Context(), files, 2, io.Discard))
			assert.Len(t, listing(t, root+"/parts"), 2)
		})
	}
}

// What is written and not published must not appear in a store, not even under
// its partial name.
func TestDiscardInObjectStores(t *testing.T) {
	for scheme, open := range map[string]func(*testing.T) string{"s3": s3Store, "gs": gsStore} {
		t.Run(scheme, func(t *testing.T) {
			root := open(t)
			o := newOutputs(context.Background(), root+"/out")
			for _, name := range []string{"a", "b"} {
				require.NoError(t, o.add(name).write(make([]byte, 1<<20)))
			}
			require.NoError(t, o.all[0].complete())
			o.discard()
			assert.Empty(t, listing(t, root+"/out"))
		})
	}
}
