import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenBound } from '@/lib/metering'
import { imageTokenBound } from '@/lib/metering/image-tokens'
import { imageTokens } from '@/sandbox/model/attachments'
import { png } from '@/tests/support/pictures'

test('no provider’s rule counts more than the bound', () => {
  const side = fc.integer({ min: 1, max: 4_096 })
  fc.assert(
    fc.property(side, side, (width, height) => {
      const bound = imageTokenBound(width, height)
      for (const model of ['gpt-5', 'gpt-5-mini', 'gpt-5-nano'])
        expect(imageTokens(model, width, height)).toBeLessThanOrEqual(bound)
      // Anthropic: the area by 750, of a picture shrunk to 1,568 pixels and about 1,600 tokens.
      expect(Math.min(1_600, (width * height) / 750)).toBeLessThanOrEqual(bound)
    }),
    { numRuns: 2_000 },
  )
})

test('examples', () => {
  expect(imageTokenBound(1, 1)).toBe(85 + 170)
  expect(imageTokenBound(1_024, 1_024)).toBe(Math.ceil(1_024 * 2.46))
  expect(imageTokenBound(4_096, 4_096)).toBe(Math.ceil(1_536 * 2.46))
})

test('a picture in a prompt counts by its pixels, however it is packed, and not by its bytes', () => {
  const bytes = new Uint8Array(Buffer.concat([png(640, 480), Buffer.alloc(100_000)]))
  const base64 = Buffer.from(bytes).toString('base64')
  const around = tokenBound([{ type: 'file', mediaType: 'image/png' }])
  const packed = [
    bytes,
    Buffer.from(bytes),
    base64,
    { type: 'data', data: bytes },
    { type: 'data', data: base64 },
  ]
  for (const data of packed)
    expect(tokenBound([{ type: 'file', mediaType: 'image/png', data }])).toBe(
      around + imageTokenBound(640, 480),
    )
})

test('one whose size nobody can read counts as the largest; what is no picture, by its bytes', () => {
  const broken = { type: 'file', mediaType: 'image/png', data: new Uint8Array(10) }
  expect(tokenBound(broken)).toBeGreaterThanOrEqual(3_779)
  const document = { type: 'file', mediaType: 'application/pdf', data: 'x'.repeat(5_000) }
  expect(tokenBound(document)).toBeGreaterThan(5_000)
})
