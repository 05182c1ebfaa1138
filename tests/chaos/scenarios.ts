/**
 * What the crash points are tried on. Each call is made of SQL with `$1` for the user; `at` makes every run of a scenario the
 * same to the last value, so that what is left can be compared as it is.
 */
export type Scenario = {
  name: string
  /** Leads to the state in which `act` happens. */
  before: string[]
  act: string
  /** What `act` answers the first time, and when it is asked again. */
  answers: [first: string, again: string]
}

const t = (seconds: number) =>
  `'${new Date(Date.UTC(2027, 2, 1) + seconds * 1000).toISOString()}'::timestamptz`

const grant = (key: string, kind: string, amount: number, expires: string | null, at = 0) =>
  `select outcome from credit_grant($1, '${kind}', '${key}', ${amount}, ${expires ?? 'null'}, null, 'test', null, null, ${t(at)})`
const reserve = (key: string, amount: number, ttl = 600, at = 1) =>
  `select outcome from credit_reserve($1, '${key}', 'x', ${amount}, ${ttl}, ${t(at)})`
const charge = (key: string, amount: number, at = 2) =>
  `select outcome from credit_charge($1, '${key}', 'x', ${amount}, null, ${t(at)})`
const close = (key: string, kind: string, actual: number, at = 2) =>
  `select outcome from credit_close($1, '${key}', '${kind}', ${actual}, null, ${t(at)})`
const reverse = (key: string, target: number, at = 3) =>
  `select outcome from credit_reverse($1, '${key}', ${target}, null, ${t(at)})`
const allow = (key: string, amount: number, anchor: number, at: number) =>
  `select outcome from credit_set_allowance($1, '${key}', ${amount}, ${t(anchor)}, null, 30, 'test', null, ${t(at)})`

const month = 31 * 86_400
const one = [grant('pack', 'topup', 1000, null)]
const two = [...one, grant('gift', 'promo', 40, t(100))]

export const scenarios: Scenario[] = [
  {
    name: 'reserve',
    before: one,
    act: reserve('op', 70),
    answers: ['held', 'replayed'],
  },
  {
    name: 'reserve when an expiry is due',
    before: two,
    act: reserve('op', 70, 600, 101),
    answers: ['held', 'replayed'],
  },
  {
    name: 'charge from the head bucket',
    before: one,
    act: charge('op', 70),
    answers: ['charged', 'replayed'],
  },
  {
    name: 'charge across two buckets',
    before: two,
    act: charge('op', 70),
    answers: ['charged', 'replayed'],
  },
  {
    name: 'settle from the head bucket',
    before: [...one, reserve('op', 70)],
    act: close('op', 'burn', 50),
    answers: ['closed', 'replayed'],
  },
  {
    name: 'settle across two buckets',
    before: [...two, reserve('op', 70)],
    act: close('op', 'burn', 90),
    answers: ['closed', 'replayed'],
  },
  {
    name: 'settle into debt, from what was kept past its expiry',
    before: [...two, reserve('op', 1040)],
    act: close('op', 'burn', 1100, 101),
    answers: ['closed', 'replayed'],
  },
  {
    name: 'settle after the sweep',
    before: [...one, reserve('op', 70), close('op', 'lapse', 0, 700)],
    act: close('op', 'burn', 50, 701),
    answers: ['closed', 'replayed'],
  },
  {
    name: 'release',
    before: [...two, reserve('op', 70)],
    act: close('op', 'release', 0, 101),
    answers: ['closed', 'replayed'],
  },
  {
    name: 'the first grant',
    before: [],
    act: grant('pack', 'topup', 1000, null),
    answers: ['granted', 'replayed'],
  },
  {
    name: 'a grant that repays debt',
    before: [...one, reserve('op', 900), close('op', 'burn', 1200)],
    act: grant('second', 'topup', 500, null, 3),
    answers: ['granted', 'replayed'],
  },
  {
    name: 'sweep of three holds',
    before: [...two, reserve('a', 30, 60), reserve('b', 20, 70), reserve('c', 10, 80)],
    act: `select credit_sweep(10, ${t(120)})::text as outcome`,
    answers: ['3', '0'],
  },
  {
    name: 'claw back what is partly spent',
    before: [...one, charge('op', 300)],
    act: reverse('pack', 900),
    answers: ['reversed', 'unchanged'],
  },
  {
    name: 'reinstate what a later grant repaid',
    before: [
      ...one,
      charge('op', 300),
      reverse('pack', 1000),
      grant('next', 'topup', 200, null, 4),
    ],
    act: reverse('pack', 0, 5),
    answers: ['reinstated', 'unchanged'],
  },
  {
    name: 'roll into the next month',
    before: [...two, allow('free', 100, 0, 1), charge('op', 50)],
    act: `select seq::text as outcome from credit_roll($1, ${t(month + 1)})`,
    answers: ['6', '6'],
  },
  {
    name: 'a monthly right and its first month',
    before: one,
    act: allow('free', 100, 0, 1),
    answers: ['granted', 'replayed'],
  },
]
