package quality_test

import (
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/quality"
)

// Several goroutines may look at sheets, if one checks what they made of them
// in the order of the file.
func TestStaysMayBeMadeOnSeveralGoroutines(t *testing.T) {
	sheets := make([]*mapping.FrontSheet, 400)
	for i := range sheets {
		sheets[i] = stay(strconv.Itoa(i%50), i/50%5, 1+i%20) // each stay twice, most overlap
	}
	one := quality.NewChecker(nil)
	var want [][]quality.Finding
	rules := map[string]int{}
	for _, s := range sheets {
		found := one.Across(s)
		want = append(want, found)
		for _, f := range found {
			rules[f.Rule]++
		}
	}
	require.Positive(t, rules["Q308"])
	require.Equal(t, 150, rules["Q801"])

	several := quality.NewChecker(nil)
	stays := make([]quality.Stay, len(sheets))
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := worker; i < len(sheets); i += 4 {
				stays[i] = several.Stay(sheets[i])
			}
		})
	}
	wait.Wait()
	for i, s := range stays {
		assert.Equal(t, want[i], several.Next(s), i)
	}
	assert.Empty(t, several.Next(quality.Stay{}))
}

// The messages of a stay are no duplicates of it, and do not overlap with it;
// with another stay of the patient they do.
func TestMessagesOfOneStay(t *testing.T) {
	c := quality.NewChecker(nil)
	message := func(code, number string, day int) *mapping.FrontSheet {
		s := stay("one", 0, day)
		s.Stay.AdmissionCount, s.Stay.Number, s.Event.Code = "", number, code
		return s
	}
	admitted := message("A01", "N1", 1)
	admitted.Stay.Discharge = mapping.DateTime{}
	assert.Empty(t, c.Across(admitted))
	for range 100 {
		assert.Empty(t, c.Across(message("A08", "N1", 1)))
	}
	assert.Equal(t, []string{"Q308"}, rulesOf(c.Across(message("A03", "N2", 2))))
	assert.Empty(t, c.Across(message("A03", "N3", 20)))
}

// Two stays of one day have their numbers.
func TestCheckerTellsStaysApartByNumber(t *testing.T) {
	c := quality.NewChecker(nil)
	day := func(number string) *mapping.FrontSheet {
		s := stay("one", 0, 1)
		s.Layout = hongkong.FrontSheet().Name
		s.Stay.AdmissionCount, s.Stay.Number, s.Stay.Discharge = "", number, mapping.DateTime{}
		return s
	}
	assert.Empty(t, c.Across(day("N1")))
	assert.Empty(t, c.Across(day("N2")))
	assert.Equal(t, []string{"Q801"}, rulesOf(c.Across(day("N1"))))
}

func TestCheckerSaysThatItForgot(t *testing.T) {
	c := quality.NewChecker(&quality.Options{Capacity: 10})
	for i := range 20 {
		c.Across(stay(strconv.Itoa(i), 1, 1))
		assert.False(t, c.Forgot())
	}
	assert.Equal(t, []string{"Q801"}, rulesOf(c.Across(stay("0", 1, 1))), "twice the capacity is remembered")
	c.Across(stay("20", 1, 1))
	assert.True(t, c.Forgot())
}

// What a stay costs does not depend on what its sheet holds.
func TestCheckerCostsFewBytes(t *testing.T) {
	for _, patients := range []int{1 << 17, 1 << 12} {
		const stays = 1 << 17
		c := quality.NewChecker(&quality.Options{Capacity: stays})
		before := heap()
		for i := range stays {
			s := stay("long record number of patient "+strconv.Itoa(i%patients), i/patients, 1)
			s.Stay.Admission.Year += i / patients
			s.Stay.Discharge.Year += i / patients
			c.Across(s)
		}
		cost := float64(heap()-before) / stays
		t.Logf("%d patients: %.0f bytes a stay", patients, cost)
		assert.Less(t, cost, 130.)
		runtime.KeepAlive(c)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
