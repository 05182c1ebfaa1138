import { describe, expect, test } from 'vitest'
import { detect } from '@/lib/ai/files/detect'
import { AppError } from '@/lib/errors'
import { gif, jpeg, png, webp } from '@/tests/support/pictures'

const text = (content: string) => new TextEncoder().encode(content)

const refusal = (name: string, bytes: Uint8Array): string => {
  try {
    detect(name, bytes)
  } catch (error) {
    if (error instanceof AppError) return `${error.status} ${error.message}`
    throw error
  }
  return 'taken'
}

describe('a file is what its content says', () => {
  test.each([
    ['image/png', png(640, 480)],
    ['image/gif', gif(640, 480)],
    ['image/jpeg', jpeg(640, 480)],
    ['image/webp', webp(640, 480)],
  ])('%s, whatever it is called', (type, bytes) => {
    expect(detect('notes.txt', bytes)).toMatchObject({ type, width: 640, height: 480 })
  })

  test.each([
    ['report.csv', 'a,b\n1,2', 'text/csv'],
    ['README.md', '# Title', 'text/markdown'],
    ['data.txt', '{"a": [1]}', 'application/json'],
    ['broken.json', '{"a": ', 'text/plain'],
    ['photo.png', 'only words', 'text/plain'],
    ['page.html', '<script>alert(1)</script>', 'text/plain'],
  ])('%s', (name, content, type) => {
    expect(detect(name, text(content))).toEqual({ type, tokens: text(content).length })
  })
})

describe('and refused with the reason when it cannot be read', () => {
  test.each([
    ['an empty one', new Uint8Array(), '400 The file is empty.'],
    ['blanks', text(' \n '), '400 The file is empty.'],
    ['a program', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1]), '415 Only texts in UTF-8'],
    ['a PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), '415 Only texts in UTF-8'],
    ['text in UTF-16', Buffer.from('\ufeffhello', 'utf16le'), '415 Only texts in UTF-8'],
    ['a picture cut off', png(640, 480).subarray(0, 14), '415 The picture is damaged'],
    ['a picture without size', png(0, 480), '415 The picture is damaged'],
    ['a picture too wide', png(4_097, 10), '413 The picture has 4097 × 10 pixels'],
    ['a text too long', text('x'.repeat(256 * 1024 + 1)), '413 A text may be 256 kB large'],
    [
      'a picture too heavy',
      Buffer.concat([png(10, 10), Buffer.alloc(4 * 1024 * 1024)]),
      '413 A picture may be 4 MB large',
    ],
  ])('%s', (_what, bytes, reason) => {
    expect(refusal('file.txt', bytes)).toContain(reason)
  })
})
