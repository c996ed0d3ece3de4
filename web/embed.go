package web

import (
	"embed"
	"io/fs"
)

//go:embed app
var appFiles embed.FS

//go:embed all:vendor
var vendorFiles embed.FS

// embedded gives the folders of assets that are part of the program.
func embedded() folders {
	sub := func(files embed.FS, name string) fs.FS {
		f, err := fs.Sub(files, name)
		if err != nil {
			panic(err) // the name is valid, which is all that Sub asks
		}
		return f
	}
	return folders{"app": sub(appFiles, "app"), "vendor": sub(vendorFiles, "vendor")}
}
