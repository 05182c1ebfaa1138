import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

type Look = { colorScheme: 'light' | 'dark'; width: number; rules: 'all' | 'colour' }

/**
 * Both themes, wide and narrow. A theme changes colours and a width the layout, so every rule is asked once for each theme
 * and each width, and those about colour for each pair.
 */
export const looks: Look[] = [
  { colorScheme: 'light', width: 1440, rules: 'all' },
  { colorScheme: 'light', width: 390, rules: 'colour' },
  { colorScheme: 'dark', width: 390, rules: 'all' },
  { colorScheme: 'dark', width: 1440, rules: 'colour' },
]

/** One of each. */
export const themes = looks.filter(({ rules }) => rules === 'all')

type Scope = {
  rules?: Look['rules']
  /** Selectors: nothing but this, all but that. */
  only?: string
  without?: string
}

/** What axe finds wrong on the page the browser is on: the rules and the elements that break them. */
export async function violations(
  page: Page,
  { rules = 'all', only, without }: Scope = {},
): Promise<[string, string[]][]> {
  // "Legacy": in the page itself. Otherwise a second page is opened each time to put the findings of frames together.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  if (rules === 'colour') axe.withRules(['color-contrast', 'link-in-text-block'])
  if (only) axe.include(only)
  if (without) axe.exclude(without)
  const found = await axe.analyze()
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

export async function show(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: 844 })
}

/** The page as it is shown: no violation, nothing wider than the screen. */
export async function assertLooks(page: Page, look: Look, scope: Scope = {}): Promise<void> {
  const named = `${page.url()} ${look.colorScheme} ${look.width}`
  expect(await violations(page, { rules: look.rules, ...scope }), named).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow, named).toBeLessThanOrEqual(0)
}
