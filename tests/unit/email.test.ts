import { expect, test } from 'vitest'
import { renderMail } from '@/lib/email/render'
import { samples } from '@/lib/email/samples'
import { templates, type TemplateName, type TemplateProps } from '@/lib/email/templates'
import { formatMoney } from '@/lib/money'

const hostile = '"><script>alert(1)</script>&'

/** Sentences and names as somebody hostile would choose them; dates, currencies and intervals are never theirs. */
const spoken = new Set(['description', 'planName', 'currentPlanName', 'packName', 'reason', 'left'])

const names = Object.keys(templates) as TemplateName[]

test.each(names)('%s: both parts say the same and link the same', async (name) => {
  const { subject, html, text } = await renderMail(name, samples[name])
  expect(subject).not.toBe('')
  expect(text).toContain('Tollgate')
  expect(text).not.toMatch(/undefined|\[object|null|NaN/)
  expect(html).not.toMatch(/undefined|\[object|NaN/)
  const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&'),
  )
  expect(hrefs).not.toEqual([])
  for (const href of hrefs) expect(text).toContain(href)
  // Nothing is fetched when it is opened.
  expect(html).not.toMatch(/<(img|link|script|iframe)\b|url\(/)
})

test.each(names.filter((name) => Object.keys(samples[name]).some((key) => spoken.has(key))))(
  '%s: what it is told is text, in both parts',
  async (name) => {
    const told = Object.fromEntries(
      Object.entries(samples[name]).map(([key, value]) => [key, spoken.has(key) ? hostile : value]),
    )
    const { html, text } = await renderMail(name, told as TemplateProps<TemplateName>)
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
    expect(text).toContain(hostile)
    expect(text).not.toContain('&lt;')
  },
)

test('a sign-in address arrives whole', async () => {
  const url = `https://app.example/?x=${hostile}`
  const { html, text } = await renderMail('sign_in', { url, minutes: 60 })
  expect(html).not.toContain('<script>')
  expect(text).toContain(url)
})

test('a payment names the amount and the credits, a line each', async () => {
  const { text } = await renderMail('payment_confirmed', samples.payment_confirmed)
  expect(text).toContain('For: 1,000 credits\nPaid: $22.00\nCredits: +1,000 cr\n')
})

test('a payment without credits names none', async () => {
  const props = { ...samples.payment_confirmed, creditsAdded: '' }
  expect((await renderMail('payment_confirmed', props)).text).not.toContain('Credits:')
})

test('running low names the day, unless nothing is left or nobody knows it', async () => {
  const known = await renderMail('low_balance', samples.low_balance)
  expect(known.text).toContain('around 21 December 2026')
  for (const unknown of [{ empty: true }, { runsOutAt: null }]) {
    const { text } = await renderMail('low_balance', { ...samples.low_balance, ...unknown })
    expect(text).not.toContain('around')
  }
})

test('an unpaid renewal names the day of the next try, or that there is none', async () => {
  const tried = await renderMail('dunning_first', samples.dunning_first)
  expect(tried.text).toContain('We try the card again on 21 December 2026')
  const other = await renderMail('dunning_first', { ...samples.dunning_first, sameCard: false })
  expect(other.text).toContain('Another one is, on 21 December 2026')
  const waits = await renderMail('dunning_first', { ...samples.dunning_first, retryAt: null })
  expect(waits.text).toContain('is not tried again by itself')
  expect(waits.text).not.toContain('Next try')
})

test('a name that no template has is refused, also one that every object knows', async () => {
  await expect(renderMail('toString' as TemplateName, samples.sign_in)).rejects.toThrow(
    'There is no template toString.',
  )
})

test.each([
  [2_000, 'usd', '$20.00'],
  [2_000, 'jpy', '¥2,000'],
  [1_234, 'kwd', 'KWD\u00a01.234'],
])('%i %s is %s', (minor, currency, text) => {
  expect(formatMoney(minor, currency)).toBe(text)
})
