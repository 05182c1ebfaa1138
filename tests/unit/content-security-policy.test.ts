import { expect, test } from 'vitest'
import { contentSecurityPolicy } from '@/lib/content-security-policy'

const directives = (policy: string) =>
  Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )

test('in production only scripts with the nonce of the response run', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', development: false, secure: true })
  expect(directives(policy)).toMatchObject({
    'script-src': ["'self'", "'nonce-abc'", "'strict-dynamic'"],
    'default-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'upgrade-insecure-requests': [],
  })
  expect(policy).not.toContain('unsafe-eval')
})

test('served over http, on this machine, nothing is turned into https', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', development: true, secure: false })
  expect(directives(policy)).not.toHaveProperty('upgrade-insecure-requests')
})
