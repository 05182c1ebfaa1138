import { expect, test } from 'vitest'
import { describeDevice } from '@/lib/auth/device'
import { returnPath } from '@/lib/auth/return-path'
import { sentenceFor } from '@/lib/auth/sign-in-error'

const origin = 'https://app.example'

test.each([
  ['/usage?tab=1#x', '/usage?tab=1#x'],
  ['https://app.example/billing', '/billing'],
  [undefined, '/assistant'],
  ['', '/assistant'],
  ['usage', '/assistant'],
  ['https://evil.example', '/assistant'],
  ['https://app.example.evil.example/x', '/assistant'],
  ['https://app.example@evil.example/', '/assistant'],
  ['//evil.example', '/assistant'],
  ['/\\evil.example', '/assistant'],
  ['/\t/evil.example', '/assistant'],
  ['/.//evil.example', '/assistant'],
  ['https://app.example//evil.example', '/assistant'],
  ['javascript:alert(1)', '/assistant'],
])('the way back from %j is %j', (value, path) => {
  expect(returnPath(value, { origin })).toBe(path)
})

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  ['curl/8.5.0', 'Unknown device'],
  [null, 'Unknown device'],
])('%s is %s', (userAgent, device) => {
  expect(describeDevice(userAgent)).toBe(device)
})

test('an unknown code from the address bar is not repeated', () => {
  expect(sentenceFor('<script>')).toBe('Signing in did not work. Please try again.')
  expect(sentenceFor('constructor')).toBe('Signing in did not work. Please try again.')
  expect(sentenceFor('Verification')).toContain('new one')
})
