package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	quiet  = 4 // modules of white around the code, of ISO/IEC 18004
	pixels = 8 // of a module in PNG
)

// drawQR draws the QR code of a link, in the form that the name of the file asks for,
// with the error correction that SMART Health Links recommend.
func drawQR(uri, name string) ([]byte, error) {
	code, err := qr.Encode(uri, qr.M, qr.Auto)
	if err != nil {
		return nil, errors.New("-qr: the link is too long for a QR code: shorten -url or -label")
	}
	size := code.Bounds().Dx()
	dark := func(x, y int) bool {
		gray, _ := color.GrayModel.Convert(code.At(x, y)).(color.Gray)
		return gray.Y < 128
	}
	if strings.EqualFold(filepath.Ext(name), ".svg") {
		return drawSVG(size, dark), nil
	}
	width := (size + 2*quiet) * pixels
	picture := image.NewPaletted(image.Rect(0, 0, width, width), color.Palette{color.White, color.Black})
	for i := range picture.Pix {
		x, y := i%width/pixels-quiet, i/width/pixels-quiet
		if x >= 0 && x < size && y >= 0 && y < size && dark(x, y) {
			picture.Pix[i] = 1
		}
	}
	var out bytes.Buffer
	err = png.Encode(&out, picture)
	return out.Bytes(), err
}

func drawSVG(size int, dark func(x, y int) bool) []byte {
	var out bytes.Buffer
	width := size + 2*quiet
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%dmm" height="%dmm" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="`, width, width, width, width, width, width)
	for y := range size {
		for x := range size {
			if dark(x, y) {
				fmt.Fprintf(&out, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	out.WriteString(`"/></svg>` + "\n")
	return out.Bytes()
}

// checkQR checks the name of a file for a QR code.
func checkQR(name string) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".png", ".svg":
		return nil
	}
	return errors.New("-qr: name a file that ends in .png or .svg")
}
