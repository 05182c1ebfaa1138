/** What the sample users asked, and what they were answered. */
export const conversations = [
  {
    title: 'A name for a bakery',
    turns: [
      [
        'Give me five names for a small sourdough bakery.',
        'Here are five:\n\n1. **Slow Rise**\n2. **The Patient Crumb**\n3. **Starter & Stone**\n4. **Third Proof**\n5. **Crust Club**',
      ],
      [
        'Which of them works best on a street sign?',
        '**Slow Rise.** Two short words, readable from across the street, and it says what makes the bread different.',
      ],
    ],
  },
  {
    title: 'Release notes for 2.4',
    turns: [
      [
        'Write release notes: faster search, dark mode, fixed CSV export.',
        '### 2.4\n\n- **Search answers twice as fast**, also in large projects.\n- **Dark mode** follows your system, or choose it in the settings.\n- **Fixed:** CSV export keeps line breaks inside cells.',
      ],
      [
        'Shorter, for the app store.',
        'Faster search, dark mode, and a CSV export that keeps your line breaks.',
      ],
      [
        'And a subject line for the mail.',
        '“Search at twice the speed, and easier on the eyes at night”',
      ],
    ],
  },
  {
    title: 'A SQL query that is slow',
    turns: [
      [
        'Why is `select * from orders where lower(email) = $1` slow though email has an index?',
        'The index is on `email`, the query asks for `lower(email)`: PostgreSQL cannot use the one for the other. Add an index on the expression:\n\n```sql\ncreate index on orders (lower(email));\n```',
      ],
      [
        'Will that slow down inserts?',
        'A little: one more index to keep. For an address looked up at every sign-in that is a good trade.',
      ],
    ],
  },
  {
    title: 'Answer to an unhappy customer',
    turns: [
      [
        'A customer waited nine days for a parcel. Draft a reply.',
        'Dear customer,\n\nnine days is too long, and we are sorry. Your parcel was held up in the depot; it left there this morning and should reach you tomorrow. We have refunded the shipping costs.\n\nKind regards',
      ],
      [
        'A bit warmer please.',
        'Thank you for your patience, and for telling us. Nine days is far from what we promise, and I understand how annoying that was. …',
      ],
    ],
  },
  {
    title: 'Plan for a team offsite',
    turns: [
      [
        'Two days, eight people, one topic: how we do support. Make an agenda.',
        '| | Day 1 | Day 2 |\n|---|---|---|\n| Morning | Where tickets come from | Two small experiments |\n| Afternoon | What we could prevent | Who does what until spring |',
      ],
      [
        'What should everybody read before?',
        'The last fifty tickets, ten each from five people, and one page on what surprised them.',
      ],
    ],
  },
  {
    title: 'Cold brew for twelve',
    turns: [
      [
        'How much coffee for three litres of cold brew?',
        'About **250 g**, coarsely ground: 1 part coffee to 12 parts water. Sixteen hours in the fridge, then through a filter.',
      ],
      [
        'And if it turns out too strong?',
        'Add water to the finished brew, not to the grounds. One part water to two parts brew is a common start.',
      ],
    ],
  },
  {
    title: 'Regex for order numbers',
    turns: [
      [
        'A regex for order numbers like AB-2026-00417.',
        '```\n^[A-Z]{2}-\\d{4}-\\d{5}$\n```\n\nTwo letters, the year, five digits.',
      ],
      [
        'Allow lower case as well.',
        'Put the `i` flag on it: `/^[a-z]{2}-\\d{4}-\\d{5}$/i`. Better still, change what is typed to upper case before you store it.',
      ],
    ],
  },
  {
    title: 'Notice for the tenants',
    turns: [
      [
        'Announce that the lift is out of order on Thursday from 8 to 12.',
        '**Lift out of order**\n\nOn Thursday the lift is being serviced from 8:00 to 12:00. Please take the stairs. If you need help carrying something, ring the caretaker.',
      ],
      [
        'Add that it is the yearly inspection.',
        '**Lift inspection on Thursday, 8:00 to 12:00**\n\nFor its yearly inspection the lift stands still. Please take the stairs; the caretaker is glad to help with anything heavy.',
      ],
    ],
  },
  {
    title: 'Reading a CSV in Python',
    turns: [
      [
        'Sum the column `amount` of a CSV without pandas.',
        "```python\nimport csv\nfrom decimal import Decimal\n\nwith open('orders.csv', newline='') as file:\n    total = sum(Decimal(row['amount']) for row in csv.DictReader(file))\n```",
      ],
      [
        'Why Decimal?',
        'Because `0.1 + 0.2` is not `0.3` in binary fractions. Money adds up exactly in decimals, or in whole cents.',
      ],
    ],
  },
  {
    title: 'A toast for a retirement',
    turns: [
      [
        'Three sentences for Maria, who retires after 31 years in accounting.',
        'For 31 years Maria has made our numbers honest and our Decembers bearable. She found every missing cent, and never once asked who had lost it. Here is to a life without closing dates.',
      ],
      [
        'Something about her garden too.',
        'Her tomatoes have always been better documented than our receipts. Now they get her full attention.',
      ],
    ],
  },
  {
    title: 'French for the menu',
    turns: [
      [
        'Translate: roast cauliflower with hazelnuts and lemon.',
        '**Chou-fleur rôti, noisettes et citron**',
      ],
      [
        'And “the soup changes every day”?',
        '**La soupe change chaque jour**, or shorter on a menu: **Soupe du jour**.',
      ],
    ],
  },
  {
    title: 'Which index to drop',
    turns: [
      [
        'How do I find unused indexes in PostgreSQL?',
        '```sql\nselect relname, indexrelname, idx_scan\nfrom pg_stat_user_indexes\norder by idx_scan, pg_relation_size(indexrelid) desc;\n```\n\nThose at the top with no scans are candidates.',
      ],
      [
        'Can I drop them right away?',
        'Look at how old the statistics are first, and at the replicas: they count for themselves. Unique indexes stay, also without a scan.',
      ],
    ],
  },
  {
    title: 'Feedback for a colleague',
    turns: [
      [
        'How do I say that his reviews come too late?',
        'Name one case, its effect and a wish: “On Tuesday I waited two days for the review and the release slipped. Could we agree on the same day for small changes?”',
      ],
      [
        'He may take it badly.',
        'Then ask before you tell: “May I say how the reviews work for me?” And start with what you do value in them.',
      ],
    ],
  },
  {
    title: 'Shelf for a sloping wall',
    turns: [
      [
        'The ceiling slopes at 40 degrees. How long is the top shelf when the bottom one is 120 cm and 80 cm lower?',
        'About **25 cm**: over 80 cm of height the slope takes 80 ÷ tan 40° ≈ 95 cm.',
      ],
      [
        'With two more shelves evenly between?',
        'Each of the three steps takes about 32 cm: **120**, **88**, **57** and **25 cm**.',
      ],
    ],
  },
  {
    title: 'Terms in plain words',
    turns: [
      [
        'What does “joint and several liability” mean?',
        'Each of the debtors owes the whole sum. The creditor may take it all from one; that one can then ask the others for their shares.',
      ],
      [
        'An example?',
        'Two flatmates rent together. One stops paying: the landlord may ask the other for the full rent.',
      ],
    ],
  },
  {
    title: 'Onboarding checklist',
    turns: [
      [
        'A checklist for somebody’s first day in a team of five.',
        '1. Laptop and accounts ready the evening before\n2. Coffee with everybody at ten\n3. One small change, shipped before lunch\n4. A walk through the last incident\n5. What was unclear today?',
      ],
      [
        'And for the first month?',
        'Week 2: a change of their own. Week 3: on call beside somebody. Week 4: a talk about what they would do differently.',
      ],
    ],
  },
  {
    title: 'Headline for the pricing page',
    turns: [
      ['Shorter: “Flexible pricing for teams of every size.”', '**Pay for what you use.**'],
      ['A little warmer?', '**Start small. Pay as you grow.**'],
    ],
  },
  {
    title: 'Week of dinners',
    turns: [
      [
        'Five quick vegetarian dinners, please.',
        '| Day | Dinner |\n|---|---|\n| Mon | Lentil soup with lemon |\n| Tue | Fried rice with peas and egg |\n| Wed | Pasta with spinach |\n| Thu | Shakshuka |\n| Fri | Flatbread with roast carrots |',
      ],
      [
        'What do I need to buy for Monday?',
        'Red lentils, an onion, two carrots, a lemon, cumin and stock. Twenty-five minutes.',
      ],
    ],
  },
  {
    title: 'Cron at the month’s end',
    turns: [
      [
        'A cron line for the last day of the month at six?',
        'Cron has no word for it. Run it daily and ask: `0 6 28-31 * * [ "$(date -d tomorrow +\\%d)" = 01 ] && ./close-month`',
      ],
      ['Why the backslash?', 'In a crontab a bare `%` means a new line, so it has to be escaped.'],
    ],
  },
  {
    title: 'Explaining idempotency',
    turns: [
      [
        'Explain idempotency to a designer in three sentences.',
        'Pressing the lift button twice does not bring two lifts. An idempotent action works the same way: doing it again changes nothing. That is why a payment button with it cannot charge you twice.',
      ],
    ],
  },
] as const
