/**
 * Where menus and hints are put: the page's main part, so that a reader who goes from landmark to landmark finds them.
 * Where a page has none they go to the end of the body.
 */
export const portalHome = (): HTMLElement | undefined =>
  typeof document === 'undefined' ? undefined : (document.getElementById('content') ?? undefined)
