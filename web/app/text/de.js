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
    firmware: { label: 'Firmware', hypothesis: 'Eine Vermutung, kein Befund: {{text}}' },
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
