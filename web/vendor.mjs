// Takes the page's third-party modules from npm and writes them to vendor/, with
// a list of what they are: vendor/vendor.json. To take another version, change it
// below and run `npm run vendor`. A Go test holds the files against the list.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What is taken. `files` names a file in the package, its name here, and a line that
 * is written below it, where a script has to become a module.
 */
const packages = [
  {
    name: 'lit-html', version: '3.3.3', licence: 'BSD-3-Clause', folder: 'lit-html',
    use: 'templates that change only what is different',
    files: [
      'LICENSE', 'lit-html.js', 'lit-html.d.ts', 'directive.js', 'directive.d.ts', 'directive-helpers.js',
      'directive-helpers.d.ts', 'async-directive.js', 'async-directive.d.ts',
      ...['repeat', 'ref', 'live', 'if-defined', 'class-map'].flatMap((d) => [`directives/${d}.js`, `directives/${d}.d.ts`]),
    ],
  },
  {
    name: '@preact/signals-core', version: '1.14.5', licence: 'MIT', folder: 'signals-core',
    use: 'values that tell who reads them when they change',
    files: ['LICENSE', ['dist/signals-core.mjs', 'signals-core.js'], ['dist/signals-core.d.ts', 'signals-core.d.ts']],
  },
  {
    name: 'uplot', version: '1.6.32', licence: 'MIT', folder: 'uplot',
    use: 'the plot of the scope',
    files: ['LICENSE', ['dist/uPlot.iife.min.js', 'uPlot.js', 'export default uPlot;\n'], ['dist/uPlot.d.ts', 'uPlot.d.ts'], ['dist/uPlot.min.css', 'uPlot.min.css']],
  },
  {
    name: 'tweetnacl', version: '1.0.3', licence: 'Unlicense', folder: 'tweetnacl',
    use: 'the cipher of the lock protocol, which browsers lack',
    files: ['LICENSE', 'nacl-fast.min.js', ['nacl.d.ts', 'nacl-fast.min.d.ts']],
  },
  {
    name: '@noble/hashes', version: '2.4.0', licence: 'MIT', folder: 'noble-hashes',
    use: 'SHA-256 and HMAC, which browsers keep from pages that came without TLS',
    files: ['LICENSE', ...['sha2', 'hmac', '_md', '_u64', 'utils'].flatMap((f) => [`${f}.js`, `${f}.d.ts`])],
  },
];

const here = join(dirname(fileURLToPath(import.meta.url)), 'vendor');
const list = [];
for (const p of packages) {
  const work = mkdtempSync(join(tmpdir(), 'locktwin-vendor-'));
  try {
    const packed = JSON.parse(execFileSync('npm', ['pack', `${p.name}@${p.version}`, '--json', '--pack-destination', work], { encoding: 'utf8' }))[0];
    execFileSync('tar', ['-xzf', join(work, packed.filename), '-C', work]);
    const about = JSON.parse(readFileSync(join(work, 'package', 'package.json'), 'utf8'));
    if (about.license !== p.licence) throw new Error(`${p.name} says that its licence is ${about.license}, not ${p.licence}`);
    rmSync(join(here, p.folder), { recursive: true, force: true });
    const files = [];
    for (const f of p.files) {
      const [from, to, below] = Array.isArray(f) ? f : [f, f];
      const target = join(here, p.folder, to);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(work, 'package', from), target);
      files.push({ file: `${p.folder}/${to}`, from, sha256: createHash('sha256').update(readFileSync(target)).digest('hex'), below });
      if (below !== undefined) appendFileSync(target, below);
    }
    list.push({ name: p.name, version: p.version, licence: p.licence, licence_file: `${p.folder}/LICENSE`, use: p.use, origin: 'npm', integrity: packed.integrity, files });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
writeFileSync(join(here, 'vendor.json'), JSON.stringify(list, null, 2) + '\n');
