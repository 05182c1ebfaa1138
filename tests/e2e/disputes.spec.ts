import { expect, test } from '@playwright/test'
import { bankOf, payWith } from './hosted-pages'
import {
  auditProblems,
  balanceNotice,
  balanceOf,
  examine,
  mailsTo,
  runJobs,
  signInAsNew,
} from './steps'

// A bank takes a payment back for a while, and the owner returns a part of it: what the user sees of both.

const free = 100_000_000
const pack = 250_000_000

test('a dispute suspends and says so, won it is as before; a refund takes its part', async ({
  page,
  context,
}) => {
  const email = await signInAsNew(page, '/billing')
  await page.getByRole('button', { name: /Buy.*250/ }).click()
  const bank = await bankOf(context, email)
  await payWith(page, bank.card)
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  await bank.dispute()
  await expect.poll(() => balanceOf(page)).toBe(free)

  await page.goto('/billing')
  await expect(balanceNotice(page)).toContainText('Your account is suspended')
  await expect(balanceNotice(page)).toContainText('A payment is disputed with your bank')
  await expect(page.getByText('is disputed until your bank has decided.')).toBeVisible()
  await examine(page)
  await runJobs(page)
  expect(await mailsTo(page, email)).toContainEqual(expect.stringMatching(/^A payment is disputed/))

  await bank.win()
  await expect.poll(() => balanceOf(page)).toBe(free + pack)
  await page.goto('/billing')
  await expect(balanceNotice(page)).toBeHidden()
  await expect(page.getByText('was disputed; the bank left it with us.')).toBeVisible()

  await bank.refund(3_00)
  await expect.poll(() => balanceOf(page)).toBe(free + pack / 2)
  await page.goto('/billing')
  await expect(page.getByText('Partly refunded')).toBeVisible()
  await examine(page)
  await runJobs(page)
  expect((await mailsTo(page, email))[0]).toMatch(/^Refund: \$3\.00/)
  expect(await auditProblems()).toEqual([])
})
