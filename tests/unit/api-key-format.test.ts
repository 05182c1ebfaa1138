import { describe, expect, test } from 'vitest'
import { isApiKey, newApiKey, prefixOf } from '@/lib/auth/api-key-format'

describe('a key', () => {
  test('is told from texts that only look like one', () => {
    const keys = Array.from({ length: 200 }, newApiKey)
    expect(new Set(keys).size).toBe(200)
    for (const key of keys) {
      expect(key).toMatch(/^tg_[0-9A-Za-z]{38}$/)
      expect(isApiKey(key)).toBe(true)
    }
    expect(isApiKey(`tg_${'0'.repeat(38)}`)).toBe(false)
    expect(isApiKey('')).toBe(false)
  })

  test('with one wrong, missing, doubled or swapped character is none', () => {
    const key = newApiKey()
    const swaps = Array.from({ length: key.length - 4 }, (_, index) => index + 4)
      .filter((at) => key[at] !== key[at - 1])
      .map((at) => `${key.slice(0, at - 1)}${key[at]}${key[at - 1]}${key.slice(at + 1)}`)
    expect(swaps.filter(isApiKey)).toEqual([])
    for (let at = 3; at < key.length; at += 1) {
      const other = key[at] === 'x' ? 'y' : 'x'
      expect(isApiKey(`${key.slice(0, at)}${other}${key.slice(at + 1)}`)).toBe(false)
      expect(isApiKey(key.slice(0, at) + key.slice(at + 1))).toBe(false)
      expect(isApiKey(key.slice(0, at) + key[at] + key.slice(at))).toBe(false)
    }
  })

  test('shows 48 of its 190 bits', () => {
    const key = newApiKey()
    expect(key.startsWith(prefixOf(key))).toBe(true)
    expect(prefixOf(key)).toHaveLength(11)
  })
})
