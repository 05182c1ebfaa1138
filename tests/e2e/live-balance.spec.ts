import { expect, test, type Page } from '@playwright/test'
import { holdWebhooks, payWith } from './hosted-pages'
import { assertLooks, looks, show } from '@/tests/support/looks'
import { signInByLink } from '@/tests/support/sign-in'
import {
  ask,
  balanceNotice,
  balanceOf,
  cards,
  headerMeter,
  leaveCredits,
  mailsTo,
  newAddress,
  runJobs,
  signInAsNew,
} from './steps'

async function buyPack(page: Page): Promise<void> {
  await page.goto('/billing')
  await page.getByRole('button', { name: /Buy.*250/ }).click()
  await payWith(page, cards.success)
}

const shownIn = async (page: Page) => (await headerMeter(page).innerText()).split('\n')[0]!.trim()

/** The figure of the usage page, beside the header's. */
const figure = (page: Page) => page.getByRole('region', { name: 'Balance', exact: true })

test('a charge in one tab moves the header and the figure of another', async ({
  page,
  context,
}) => {
  await signInAsNew(page)
  const other = await context.newPage()
  await other.goto('/usage')
  await expect(figure(other)).toContainText('100')
  await ask(page, 'What is my balance?')
  const shown = await shownIn(page)
  expect(shown).not.toContain('100')
  await expect(headerMeter(other)).toContainText(shown)
  await expect(figure(other)).toContainText(shown)
})

test('a late answer does not take the header back', async ({ page, context }) => {
  const address = await signInAsNew(page, '/usage')
  await expect(headerMeter(page)).toContainText('100')

  // Read by the server before the charge, and held up until the page knows better from another tab.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  let tookIn = () => {}
  const taken = new Promise<void>((resolve) => (tookIn = resolve))
  await page.route(
    '**/api/balance',
    async (route) => {
      const response = await route.fetch()
      tookIn()
      await held
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await taken
  await leaveCredits(address, 60_000_000)
  const other = await context.newPage()
  await other.goto('/usage')
  await expect(headerMeter(page)).toContainText('60')

  const meter = await headerMeter(page).elementHandle()
  const shown = await page.evaluateHandle((element) => {
    const texts: string[] = []
    new MutationObserver(() => texts.push(element?.textContent ?? '')).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    return texts
  }, meter)
  const answered = page.waitForResponse('**/api/balance')
  letGo()
  await (await answered).finished()
  await leaveCredits(address, 50_000_000)
  await other.reload()
  await expect(headerMeter(page)).toContainText('50')
  const texts = await shown.jsonValue()
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.filter((text) => text.includes('100 cr'))).toEqual([])
})

test('the return page turns by itself and the other tabs with it', async ({ page, context }) => {
  await signInAsNew(page)
  const other = await context.newPage()
  await other.goto('/usage')
  await holdWebhooks(page, true)
  try {
    await buyPack(page)
    await expect(page.getByRole('heading', { name: 'Waiting for the payment' })).toBeVisible()
    await expect(headerMeter(page)).toContainText('100')
  } finally {
    await holdWebhooks(page, false)
  }
  await expect(page.getByRole('heading', { name: 'Credits added' })).toBeVisible()
  await expect(headerMeter(page)).toContainText('350')
  await expect(page.getByRole('main')).toContainText('350')
  await expect(figure(other)).toContainText('350')
})

test('a webhook that lands while the billing page waits is seen there, with nothing done', async ({
  page,
  context,
}) => {
  await signInAsNew(page, '/billing')
  const paying = await context.newPage()
  await holdWebhooks(page, true)
  try {
    await buyPack(paying)
    await expect(paying.getByRole('heading', { name: 'Waiting for the payment' })).toBeVisible()
    // Whoever leaves the return page early has nobody there to tell the other tabs.
    await paying.close()
    expect(await balanceOf(page)).toBe(100_000_000)
  } finally {
    await holdWebhooks(page, false)
  }
  await expect(headerMeter(page)).toContainText('350', { timeout: 30_000 })
})

test('without a connection the balance is marked as not current, and read again after', async ({
  page,
  context,
}) => {
  const address = await signInAsNew(page, '/usage')
  await context.setOffline(true)
  await expect(headerMeter(page)).toHaveAttribute('data-current', 'false')
  await expect(headerMeter(page)).toContainText(/not current/i)
  await leaveCredits(address, 60_000_000)
  await context.setOffline(false)
  await expect(headerMeter(page)).toHaveAttribute('data-current', 'true')
  await expect(headerMeter(page)).toContainText('60')
})

test('when another user signs in, no tab shows one user the other’s balance', async ({
  page,
  context,
}) => {
  const ada = await signInAsNew(page, '/usage')
  await leaveCredits(ada, 60_000_000)
  await page.reload()
  await expect(headerMeter(page)).toContainText('60')

  const other = await context.newPage()
  await other.goto('/settings')
  await other.getByRole('button', { name: 'Account menu' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.waitForURL((url) => !url.pathname.startsWith('/settings'))
  const bob = newAddress()
  await signInByLink(other, bob, '/usage')
  await expect(headerMeter(other)).toContainText('100')

  // Ada's tab, looked at again, becomes Bob's as a whole: never his balance under her name.
  await page.bringToFront()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(headerMeter(page)).toContainText('100')
  await page.getByRole('button', { name: 'Account menu' }).click()
  await expect(page.getByText(bob)).toBeVisible()
})

test('a tab left open after signing out asks to sign in when it is looked at', async ({
  page,
  context,
}) => {
  await signInAsNew(page, '/usage')
  const other = await context.newPage()
  await other.goto('/settings')
  await other.getByRole('button', { name: 'Account menu' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.waitForURL((url) => !url.pathname.startsWith('/settings'))
  await page.bringToFront()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(page).toHaveURL(/\/sign-in/)
})

test.describe('running low', () => {
  /** How many came, after the periodic work has had a turn: another test's may hold a job just then. */
  async function notices(page: Page, address: string): Promise<number> {
    await runJobs(page)
    return (await mailsTo(page, address)).filter((line) => /running low/.test(line)).length
  }

  test('is said once in the app and once by mail, and is over with a top-up', async ({
    page,
    context,
  }) => {
    test.setTimeout(180_000)
    const address = await signInAsNew(page)
    await leaveCredits(address, 20_100_000)
    await runJobs(page)
    await page.reload()
    await expect(headerMeter(page)).toContainText('20.1')
    await expect(balanceNotice(page)).toHaveCount(0)

    // The question takes it over the mark.
    await ask(page, 'What is my balance?')
    await expect(balanceNotice(page)).toContainText('Credits are running low')
    await expect.poll(() => notices(page, address)).toBe(1)
    for (let times = 0; times < 3; times += 1) expect(await notices(page, address)).toBe(1)

    // Put away for this crossing: on other pages, in other tabs, after a reload, after more was spent.
    const other = await context.newPage()
    await other.goto('/billing')
    await expect(balanceNotice(other)).toBeVisible()
    await balanceNotice(page).getByRole('button', { name: 'Dismiss' }).click()
    await expect(balanceNotice(page)).toHaveCount(0)
    await expect(balanceNotice(other)).toHaveCount(0)
    await leaveCredits(address, 10_000_000)
    await other.reload()
    await expect(headerMeter(other)).toContainText('10')
    await expect(balanceNotice(other)).toHaveCount(0)

    // The next crossing is another one.
    await buyPack(other)
    await expect(other.getByRole('heading', { name: 'Credits added' })).toBeVisible()
    await leaveCredits(address, 15_000_000)
    await other.goto('/usage')
    await expect(balanceNotice(other)).toContainText('15')
    await expect.poll(() => notices(page, address)).toBe(2)

    await balanceNotice(other).getByRole('link', { name: 'Top up' }).click()
    await expect(other).toHaveURL(/\/billing#buy/)
    await buyPack(other)
    await expect(other.getByRole('heading', { name: 'Credits added' })).toBeVisible()
    await expect(balanceNotice(other)).toHaveCount(0)
  })

  test('looks right on a phone and in the dark, also over the chat', async ({ page }) => {
    test.setTimeout(120_000)
    const address = await signInAsNew(page)
    await leaveCredits(address, 12_000_000)
    for (const path of ['/billing', '/assistant'])
      for (const look of looks) {
        await show(page, look)
        if (look.rules === 'all') await page.goto(path)
        await expect(balanceNotice(page)).toBeVisible()
        await assertLooks(page, look)
        if (path === '/billing') continue
        // The chat fills what is left and scrolls inside: the composer stays on the screen.
        await expect(page.getByRole('textbox', { name: 'Message' })).toBeInViewport()
        const overflow = await page.evaluate(() => ({
          x: document.documentElement.scrollWidth - innerWidth,
          y: document.documentElement.scrollHeight - innerHeight,
        }))
        expect(overflow).toEqual({ x: 0, y: 0 })
      }
  })
})
