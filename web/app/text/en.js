// The words of the page in English, by area. {{name}} stands for a value.
export default {
  core: {
    tagline: 'A smart lock with a memory that can fail',
    skip: 'Skip to the bench',
    close: 'Close',
    'close-message': 'Close this message',
    cancel: 'Cancel',
    frozen: 'The instructor has paused the bench.',
    pages: 'Pages',
    page: { bench: 'Bench', training: 'Training', report: 'Reports' },
    part: {
      lock: 'Lock', bay: 'Battery bay', faults: 'Faults', phone: 'Phone', scope: 'Scope', flash: 'Flash', story: 'Story',
      time: 'Time', compare: 'Second lock', instruments: 'Scope and flash',
    },
    covered: '{{part}}: covered at this stage.',
    views: 'Views',
    'view-failed': '{{part}} could not be loaded. Reload the page.',
    reload: 'Reload',
    theme: { label: 'Theme', auto: 'As the system', paper: 'Paper (light)', scope: 'Scope (dark)' },
    language: 'Language',
    settings: 'Display',
    lock: { label: 'Lock', choose: 'Lock', none: 'No lock', new: 'New lock', delete: 'Delete this lock' },
    firmware: { label: 'Firmware' },
    profile: {
      'rewrite-at-boot': 'A guess: explains a custom PIN that is refused after a battery change together with 0000, settings back at their defaults, phones still paired, and no complaint from anybody who set no PIN.',
      'rewrite-at-boot-crc': 'A guess: explains the same loss as rewrite-at-boot where no odd values are seen, since a record that fails its check is given up as a whole.',
      'defaults-on-error': 'A guess: explains a lock that is silently back to no PIN and default settings, which its owner finds out only when 0000 works.',
      'wipe-on-error': 'A guess: explains twenty users who have to be invited again after a charge although nobody reset the lock.',
      'save-on-warning': 'A guess: explains a PIN that worked for weeks and is gone after the change: it was only in RAM, and the warning came when the flash no longer takes a save.',
      'lazy-migration': 'A guess: explains a beta installed a week before, a lock that was fine until its cells were changed, and a PIN lost then.',
      'hidden-load': 'A guess: explains rechargeable cells that last four weeks at five to eight actions a day, and with it more battery changes to lose a PIN in.',
      'two-page-swap': 'A guess: explains a loss that strikes only some battery changes, those that meet a page swap.',
      'fds-gc-at-boot': 'A guess: explains a lock that comes up without any of its data after a cut in the collection.',
      nvs: 'A guess: explains data committed long ago that a collection cut short takes with it.',
      journal: 'A guess: a way in which a version could have been repaired.',
      'ab-slots': 'A guess: a way in which a later version could have solved it.',
      'ab-slots-settled': 'A guess: ab-slots with the rule that a record whose save was not finished is committed again.',
      'three-block-ring': 'A guess: how well a version could do, to measure the others against.',
      'nvs-early': 'A guess: explains data committed long ago that are gone after a cut in the last step of a collection.',
      'journal-replay-once': 'A guess: explains a new value that was there after a battery change and is the old one weeks later.',
      'journal-commit-in-entry': 'A guess: explains a new value that was there after a battery change and is the old one weeks later.',
    },
    create: {
      title: 'New lock', profile: 'Firmware', part: 'Memory part', 'own-part': 'The one of the firmware', seed: 'Seed',
      'seed-help': 'The same seed gives the same lock. Leave it empty to draw one.', name: 'Name', 'name-help': 'Leave it empty for a name made up from the number of the lock.',
      cells: 'Cells', board: 'Board', 'board-new': 'As designed', 'board-dry': 'Dried-out capacitor (68 µF)', go: 'Make the lock', made: '{{name}} is ready.',
    },
    token: {
      title: 'This server asks for a token', text: 'Whoever runs the server has it. The page keeps it until this tab is closed.', label: 'Token', go: 'Use it', wrong: 'The server does not know that token.',
    },
    state: {
      loading: 'Loading the lock …',
      empty: 'There is no lock here yet.',
      'empty-help': 'Make one, or start the server without “--no-demo”.',
      lost: 'The connection to the server is lost.',
      'lost-help': 'What is on the page can still be looked at and copied. The page tries again by itself.',
      again: 'Try now',
      back: 'The connection is back.',
      gone: 'This lock is gone.',
      'gone-help': 'Somebody deleted it, or the address of the page names another server’s lock.',
      off: 'The lock has no power.',
      'off-help': 'Put cells in. Until then it hears no phone.',
      reset: 'The supply is too low: the lock is held in reset.',
      hung: 'The firmware hangs: it runs, but answers nothing.',
      failed: 'The simulation of this lock cannot go on: {{why}}',
      paused: 'Time stands still.',
      frozen: 'The instructor has paused the bench.',
    },
    picture: {
      copy: 'Copy as PNG', data: 'Data as CSV', copied: 'The picture is on the clipboard.',
      saved: 'The browser keeps the clipboard from this page; the picture was saved as a file.', empty: 'There is no picture to copy yet.',
    },
    problem: {
      'no-answer': 'The server does not answer. Is it running?',
      other: 'The server answered with status {{status}}.',
      malformed: 'The server could not read the request.',
      invalid: 'A value is not allowed.',
      unauthorized: 'A token is needed.',
      forbidden: 'Your token does not reach so far.',
      'foreign-origin': 'This page may not speak to the server.',
      'foreign-host': 'The server is not called by that name.',
      'no-route': 'There is nothing at this address.',
      'no-method': 'The address does not take this.',
      'unknown-lock': 'There is no such lock.',
      unknown: 'There is no such thing.',
      conflict: 'This cannot be done now.',
      limit: 'A limit of the server is reached.',
      'too-large': 'The file is too large.',
      'not-acceptable': 'The answer does not exist in that form.',
      unsupported: 'The file has a form that is not taken here.',
      'too-fast': 'Too many requests. Wait a moment.',
      broken: 'The server is at fault; its log has more.',
      unavailable: 'The server does not serve now. Try again soon.',
      'not-reached': 'It did not happen.',
      'slow-body': 'The request did not arrive in time.',
      slow: 'It took too long.',
    },
  },

  bench: {
  },

  phone: {
  },

  scope: {
  },

  flash: {
  },

  time: {
    pause: 'Pause',
    run: 'Run',
    step: 'Step',
    'step-help': 'Stops time and goes to the next thing that happens, even in the middle of an erase.',
    speed: 'Speed of time',
    max: 'as fast as it goes',
    'run-on': 'Run on …',
    running: 'Running …',
    'run-for': 'For this long, as fast as it goes',
    'run-until': 'Until this happens',
    'to-moment': 'To the chosen moment, {{at}}',
    clock: 'Time of the lock',
    'clock-help': 'Simulated time since the lock was made, in days and on the clock.',
    since: 'since the last',
    reset: 'reset',
    'now-at': 'The lock is at {{at}}.',
    stretch: { '1s': '1 s', '1m': '1 min', '1h': '1 h', '24h': '1 day', '7d': '1 week', '28d': '4 weeks' },
    goal: {
      'erase-begin': 'an erase begins', 'program-done': 'a word has been programmed', 'pof-falling': 'the power-fail warning comes',
      'reset-brown-out': 'a brown-out reset', 'motor-start': 'the motor starts', 'bolt-rests': 'the bolt comes to rest',
    },
  },

  compare: {
  },

  report: {
  },

  training: {
  },

  tour: {
  },
};
