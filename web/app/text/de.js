// The words of the page in German, by area. {{name}} stands for a value.
export default {
  core: {
    tagline: 'Ein smartes Schloss, dessen Speicher versagen kann',
    skip: 'Zum Labortisch springen',
    close: 'Schließen',
    'close-message': 'Diese Meldung schließen',
    cancel: 'Abbrechen',
    frozen: 'Die Kursleitung hat den Labortisch angehalten.',
    pages: 'Seiten',
    page: { bench: 'Labortisch', training: 'Schulung', report: 'Berichte' },
    part: {
      lock: 'Schloss', bay: 'Batteriefach', faults: 'Funkfehler', phone: 'Handy', scope: 'Oszilloskop', flash: 'Flash', story: 'Verlauf',
      time: 'Zeit', compare: 'Zweites Schloss', instruments: 'Oszilloskop und Flash',
    },
    covered: '{{part}}: in diesem Schritt noch verdeckt.',
    views: 'Ansichten',
    'view-failed': '{{part}} konnte nicht geladen werden. Laden Sie die Seite neu.',
    reload: 'Neu laden',
    theme: { label: 'Darstellung', auto: 'Wie das System', paper: 'Papier (hell)', scope: 'Oszilloskop (dunkel)' },
    language: 'Sprache',
    settings: 'Anzeige',
    lock: { label: 'Schloss', choose: 'Schloss', none: 'Kein Schloss', new: 'Neues Schloss', delete: 'Dieses Schloss löschen' },
    firmware: { label: 'Firmware' },
    profile: {
      'rewrite-at-boot': 'Eine Vermutung: erklärt eine eigene PIN, die nach dem Batteriewechsel ebenso abgelehnt wird wie 0000, Einstellungen auf Vorgabewerten, Handys weiter gekoppelt und keine Klagen von Leuten ohne PIN.',
      'rewrite-at-boot-crc': 'Eine Vermutung: erklärt denselben Verlust wie rewrite-at-boot, wo keine seltsamen Werte auftauchen, weil ein Datensatz mit falscher Prüfsumme ganz aufgegeben wird.',
      'defaults-on-error': 'Eine Vermutung: erklärt ein Schloss, das still wieder ohne PIN und mit Vorgabewerten dasteht, was erst auffällt, wenn 0000 gilt.',
      'wipe-on-error': 'Eine Vermutung: erklärt zwanzig Benutzer, die nach dem Laden neu eingeladen werden müssen, obwohl niemand das Schloss zurückgesetzt hat.',
      'save-on-warning': 'Eine Vermutung: erklärt eine PIN, die wochenlang galt und nach dem Wechsel weg ist: Sie stand nur im RAM, und die Warnung kam, als der Flash nichts mehr annahm.',
      'lazy-migration': 'Eine Vermutung: erklärt eine Beta, die eine Woche zuvor installiert wurde, ein Schloss, das bis zum Batteriewechsel in Ordnung war, und eine PIN, die dabei verloren ging.',
      'hidden-load': 'Eine Vermutung: erklärt Akkus, die bei fünf bis acht Vorgängen am Tag vier Wochen halten, und damit mehr Wechsel, bei denen eine PIN verloren gehen kann.',
      'two-page-swap': 'Eine Vermutung: erklärt einen Verlust, der nur manche Batteriewechsel trifft: die, die auf einen Seitentausch fallen.',
      'fds-gc-at-boot': 'Eine Vermutung: erklärt ein Schloss, das nach einem Ausfall während des Aufräumens ohne alle Daten hochläuft.',
      nvs: 'Eine Vermutung: erklärt längst gespeicherte Daten, die ein abgebrochenes Aufräumen mitnimmt.',
      journal: 'Eine Vermutung: So könnte eine Version repariert worden sein.',
      'ab-slots': 'Eine Vermutung: So könnte eine spätere Version das Problem gelöst haben.',
      'ab-slots-settled': 'Eine Vermutung: ab-slots mit der Regel, dass ein Datensatz, dessen Speichern nicht fertig wurde, noch einmal festgeschrieben wird.',
      'three-block-ring': 'Eine Vermutung: Wie gut eine Version sein könnte, als Maß für die anderen.',
      'nvs-early': 'Eine Vermutung: erklärt längst gespeicherte Daten, die nach einem Ausfall im letzten Schritt des Aufräumens weg sind.',
      'journal-replay-once': 'Eine Vermutung: erklärt einen neuen Wert, der nach dem Wechsel da war und Wochen später wieder der alte ist.',
      'journal-commit-in-entry': 'Eine Vermutung: erklärt einen neuen Wert, der nach dem Wechsel da war und Wochen später wieder der alte ist.',
    },
    create: {
      title: 'Neues Schloss', profile: 'Firmware', part: 'Speicherbaustein', 'own-part': 'Der zur Firmware gehörige', seed: 'Startwert',
      'seed-help': 'Der gleiche Startwert ergibt das gleiche Schloss. Bleibt das Feld leer, wird einer gezogen.', name: 'Name', 'name-help': 'Bleibt das Feld leer, entsteht der Name aus der Nummer des Schlosses.',
      cells: 'Zellen', board: 'Platine', 'board-new': 'Wie entworfen', 'board-dry': 'Ausgetrockneter Kondensator (68 µF)', go: 'Schloss anlegen', made: '{{name}} ist bereit.',
    },
    token: {
      title: 'Dieser Server verlangt ein Token', text: 'Sie bekommen es von der Person, die den Server betreibt. Die Seite behält es, bis Sie diesen Tab schließen.', label: 'Token', go: 'Verwenden', wrong: 'Dieses Token kennt der Server nicht.',
    },
    state: {
      loading: 'Das Schloss wird geladen …',
      empty: 'Hier gibt es noch kein Schloss.',
      'empty-help': 'Legen Sie eines an, oder starten Sie den Server ohne „--no-demo“.',
      lost: 'Die Verbindung zum Server ist abgebrochen.',
      'lost-help': 'Was auf der Seite steht, können Sie weiter ansehen und kopieren. Die Seite versucht es von selbst wieder.',
      again: 'Jetzt versuchen',
      back: 'Die Verbindung steht wieder.',
      gone: 'Dieses Schloss gibt es nicht mehr.',
      'gone-help': 'Jemand hat es gelöscht, oder die Adresse der Seite nennt ein Schloss eines anderen Servers.',
      off: 'Das Schloss hat keinen Strom.',
      'off-help': 'Legen Sie Zellen ein. Bis dahin hört es kein Handy.',
      reset: 'Die Spannung ist zu niedrig: Das Schloss wird im Reset gehalten.',
      hung: 'Die Firmware hängt: Sie läuft, antwortet aber nicht.',
      failed: 'Die Simulation dieses Schlosses kann nicht weiterlaufen: {{why}}',
      paused: 'Die Zeit steht still.',
      frozen: 'Die Kursleitung hat den Labortisch angehalten.',
    },
    picture: {
      copy: 'Als PNG kopieren', data: 'Daten als CSV', copied: 'Das Bild liegt in der Zwischenablage.',
      saved: 'Der Browser gibt dieser Seite die Zwischenablage nicht frei; das Bild wurde als Datei gespeichert.', empty: 'Es gibt noch kein Bild zum Kopieren.',
    },
    problem: {
      'no-answer': 'Der Server antwortet nicht. Läuft er?',
      other: 'Der Server hat mit dem Status {{status}} geantwortet.',
      malformed: 'Der Server konnte die Anfrage nicht lesen.',
      invalid: 'Ein Wert ist nicht erlaubt.',
      unauthorized: 'Es wird ein Token gebraucht.',
      forbidden: 'So weit reicht Ihr Token nicht.',
      'foreign-origin': 'Diese Seite darf nicht mit dem Server sprechen.',
      'foreign-host': 'Unter diesem Namen ist der Server nicht bekannt.',
      'no-route': 'Unter dieser Adresse gibt es nichts.',
      'no-method': 'Das ist unter dieser Adresse nicht möglich.',
      'unknown-lock': 'Dieses Schloss gibt es nicht.',
      unknown: 'Das gibt es hier nicht.',
      conflict: 'Das geht im Augenblick nicht.',
      limit: 'Eine Grenze des Servers ist erreicht.',
      'too-large': 'Die Datei ist zu groß.',
      'not-acceptable': 'In dieser Form gibt es die Antwort nicht.',
      unsupported: 'Dateien dieser Form werden hier nicht angenommen.',
      'too-fast': 'Zu viele Anfragen. Warten Sie einen Augenblick.',
      broken: 'Der Fehler liegt beim Server; mehr steht in seinem Protokoll.',
      unavailable: 'Der Server ist gerade nicht bereit. Versuchen Sie es gleich noch einmal.',
      'not-reached': 'Es ist nicht eingetreten.',
      'slow-body': 'Die Anfrage kam nicht rechtzeitig an.',
      slow: 'Es hat zu lange gedauert.',
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
    run: 'Weiter',
    step: 'Schritt',
    'step-help': 'Hält die Zeit an und geht zum nächsten Ereignis, auch mitten in ein Löschen.',
    speed: 'Tempo der Zeit',
    max: 'so schnell es geht',
    'run-on': 'Vorlaufen …',
    running: 'Läuft vor …',
    'run-for': 'So lange, so schnell es geht',
    'run-until': 'Bis das eintritt',
    'to-moment': 'Bis zum gewählten Zeitpunkt, {{at}}',
    clock: 'Zeit des Schlosses',
    'clock-help': 'Simulierte Zeit, seit das Schloss angelegt wurde, in Tagen und als Uhrzeit.',
    since: 'seit dem letzten',
    reset: 'Reset',
    'now-at': 'Das Schloss steht bei {{at}}.',
    stretch: { '1s': '1 s', '1m': '1 min', '1h': '1 h', '24h': '1 Tag', '7d': '1 Woche', '28d': '4 Wochen' },
    goal: {
      'erase-begin': 'ein Löschen beginnt', 'program-done': 'ein Wort ist programmiert', 'pof-falling': 'die Warnung vor Spannungsausfall kommt',
      'reset-brown-out': 'ein Brown-out-Reset', 'motor-start': 'der Motor läuft an', 'bolt-rests': 'der Riegel kommt zur Ruhe',
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
