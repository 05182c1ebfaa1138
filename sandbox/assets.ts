import { Hono } from 'hono'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const resolve = createRequire(import.meta.url).resolve
const fonts = join(dirname(resolve('geist/font/sans')), 'fonts')

const files: Record<string, { path: string; type: string }> = {
  'geist.woff2': { path: join(fonts, 'geist-sans/Geist-Variable.woff2'), type: 'font/woff2' },
  'geist-mono.woff2': {
    path: join(fonts, 'geist-mono/GeistMono-Variable.woff2'),
    type: 'font/woff2',
  },
  'live.js': { path: join(import.meta.dirname, 'live.js'), type: 'text/javascript' },
}

/** The fonts and the one script of the sandbox's pages. */
export function assets(): Hono {
  return new Hono().get('/:name', async (c) => {
    const file = files[c.req.param('name')]
    if (!file) return c.notFound()
    return c.body(await readFile(file.path), 200, {
      'content-type': file.type,
      'cache-control': file.type === 'font/woff2' ? 'max-age=86400' : 'no-cache',
    })
  })
}
