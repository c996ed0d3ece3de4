package web

import (
	"embed"
	"io/fs"
)

//go:embed app
var appFiles embed.FS

//go:embed all:vendor
var vendorFiles embed.FS

// embedded gives the two folders of assets under the names that they have in
// addresses: app and vendor.
func embedded() (app, vendor fs.FS) {
	app, err := fs.Sub(appFiles, "app")
	if err == nil {
		vendor, err = fs.Sub(vendorFiles, "vendor")
	}
	if err != nil {
		panic(err) // the names are valid, which is all that Sub asks
	}
	return app, vendor
}
