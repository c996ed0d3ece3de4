// Words of the field, each with one sentence in three languages: what term() shows.
export default {
  'brown-out-reset': {
    en: { word: 'brown-out reset', meaning: 'The chip stops itself and starts again when its supply falls below a level at which it could no longer be trusted.' },
    de: { word: 'Brown-out-Reset', meaning: 'Der Chip hält sich selbst an und startet neu, wenn seine Spannung unter einen Pegel fällt, bei dem man ihm nicht mehr trauen könnte.' },
    fr: { word: 'réinitialisation sur baisse de tension', meaning: 'La puce s’arrête d’elle-même et redémarre quand son alimentation descend sous un niveau où l’on ne pourrait plus s’y fier.' },
  },
  reset: {
    en: { word: 'reset', meaning: 'The processor stops in the middle of whatever it does and starts its program from the beginning.' },
    de: { word: 'Reset', meaning: 'Der Prozessor bricht mitten in dem ab, was er tut, und beginnt sein Programm von vorn.' },
    fr: { word: 'réinitialisation', meaning: 'Le processeur s’arrête au milieu de ce qu’il fait et reprend son programme du début.' },
  },
  'power-fail-warning': {
    en: { word: 'power-fail warning', meaning: 'A signal, above the reset level, that tells the firmware that power is going away and that a little time is left.' },
    de: { word: 'Warnung vor Spannungsausfall', meaning: 'Ein Signal oberhalb des Reset-Pegels, das der Firmware sagt, dass der Strom ausgeht und noch etwas Zeit bleibt.' },
    fr: { word: 'alerte de coupure', meaning: 'Un signal, au-dessus du niveau de réinitialisation, qui prévient le micrologiciel que le courant s’en va et qu’il reste un peu de temps.' },
  },
  flash: {
    en: { word: 'flash memory', meaning: 'Memory that keeps its content without power by holding a charge in each of its cells.' },
    de: { word: 'Flash-Speicher', meaning: 'Speicher, der seinen Inhalt ohne Strom behält, weil jede seiner Zellen eine Ladung hält.' },
    fr: { word: 'mémoire flash', meaning: 'Une mémoire qui garde son contenu sans courant, grâce à une charge retenue dans chacune de ses cellules.' },
  },
  erase: {
    en: { word: 'erase', meaning: 'Sets every bit of a whole page to 1; it takes tens of milliseconds, and a cut in between leaves the page neither old nor empty.' },
    de: { word: 'Löschen', meaning: 'Setzt alle Bits einer ganzen Seite auf 1; das dauert einige zehn Millisekunden, und bei einem Abbruch ist die Seite weder alt noch leer.' },
    fr: { word: 'effacement', meaning: 'Met à 1 tous les bits d’une page entière ; cela dure des dizaines de millisecondes, et une coupure laisse la page ni ancienne ni vide.' },
  },
  program: {
    en: { word: 'program', meaning: 'Writes a word into flash by turning some of its bits from 1 to 0; back to 1 they come only by an erase.' },
    de: { word: 'Programmieren', meaning: 'Schreibt ein Wort in den Flash, indem einige seiner Bits von 1 auf 0 gehen; zurück auf 1 kommen sie nur durch Löschen.' },
    fr: { word: 'programmation', meaning: 'Écrit un mot dans la flash en faisant passer certains bits de 1 à 0 ; seul un effacement les ramène à 1.' },
  },
  page: {
    en: { word: 'page', meaning: 'The smallest piece of flash that can be erased, often 4 KiB.' },
    de: { word: 'Seite', meaning: 'Das kleinste Stück Flash, das gelöscht werden kann, oft 4 KiB.' },
    fr: { word: 'page', meaning: 'Le plus petit morceau de flash qui puisse être effacé, souvent 4 Kio.' },
  },
  word: {
    en: { word: 'word', meaning: 'Four bytes, 32 cells: the piece of flash that is programmed at once on many chips.' },
    de: { word: 'Wort', meaning: 'Vier Bytes, 32 Zellen: das Stück Flash, das viele Chips auf einmal programmieren.' },
    fr: { word: 'mot', meaning: 'Quatre octets, 32 cellules : le morceau de flash que beaucoup de puces programment d’un coup.' },
  },
  cell: {
    en: { word: 'memory cell', meaning: 'One bit of flash: a transistor whose stored charge decides whether it reads as 0 or as 1.' },
    de: { word: 'Speicherzelle', meaning: 'Ein Bit des Flash: ein Transistor, dessen gespeicherte Ladung entscheidet, ob er als 0 oder als 1 gelesen wird.' },
    fr: { word: 'cellule mémoire', meaning: 'Un bit de flash : un transistor dont la charge retenue décide s’il se lit 0 ou 1.' },
  },
  marginal: {
    en: { word: 'marginal', meaning: 'The charge lies so close to the read level that the same bit may read as 0 now and as 1 the next time.' },
    de: { word: 'grenzwertig', meaning: 'Die Ladung liegt so nahe am Lesepegel, dass dasselbe Bit jetzt als 0 und beim nächsten Mal als 1 gelesen werden kann.' },
    fr: { word: 'marginal', meaning: 'La charge est si proche du niveau de lecture que le même bit peut se lire 0 maintenant et 1 la fois suivante.' },
  },
  torn: {
    en: { word: 'torn', meaning: 'Cut off in the middle: an erase or a program that power did not let finish.' },
    de: { word: 'abgerissen', meaning: 'Mittendrin abgebrochen: ein Löschen oder Programmieren, das der Strom nicht zu Ende kommen ließ.' },
    fr: { word: 'interrompu', meaning: 'Coupé au milieu : un effacement ou une programmation que le courant n’a pas laissé finir.' },
  },
  'in-flight': {
    en: { word: 'in flight', meaning: 'An erase or a program that has begun and is not over yet; a cut now would tear it.' },
    de: { word: 'im Gang', meaning: 'Ein Löschen oder Programmieren, das begonnen hat und noch nicht fertig ist; ein Stromausfall jetzt würde es abreißen.' },
    fr: { word: 'en cours', meaning: 'Un effacement ou une programmation commencé et pas encore fini ; une coupure maintenant l’interromprait.' },
  },
  worn: {
    en: { word: 'worn', meaning: 'Erased so many times that the cells hold their charge less well than when they were new.' },
    de: { word: 'abgenutzt', meaning: 'So oft gelöscht, dass die Zellen ihre Ladung schlechter halten als im Neuzustand.' },
    fr: { word: 'usé', meaning: 'Effacé tant de fois que les cellules retiennent moins bien leur charge que neuves.' },
  },
  'read-level': {
    en: { word: 'read level', meaning: 'The charge with which a cell is compared when it is read: above it is a 0, below it a 1.' },
    de: { word: 'Lesepegel', meaning: 'Die Ladung, mit der eine Zelle beim Lesen verglichen wird: darüber ist sie eine 0, darunter eine 1.' },
    fr: { word: 'niveau de lecture', meaning: 'La charge à laquelle une cellule est comparée quand on la lit : au-dessus c’est un 0, au-dessous un 1.' },
  },
  record: {
    en: { word: 'record', meaning: 'One saved set of values in flash, with a number and a check, as the firmware writes it.' },
    de: { word: 'Datensatz', meaning: 'Ein gespeicherter Satz von Werten im Flash, mit Nummer und Prüfsumme, so wie ihn die Firmware schreibt.' },
    fr: { word: 'enregistrement', meaning: 'Un jeu de valeurs sauvegardé en flash, avec un numéro et un contrôle, tel que le micrologiciel l’écrit.' },
  },
  checksum: {
    en: { word: 'check', meaning: 'A number computed from a record and stored with it, by which the firmware notices a record that is damaged.' },
    de: { word: 'Prüfsumme', meaning: 'Eine aus dem Datensatz berechnete und mit ihm gespeicherte Zahl, an der die Firmware Schäden erkennt.' },
    fr: { word: 'contrôle', meaning: 'Un nombre calculé à partir d’un enregistrement et stocké avec lui, qui révèle un enregistrement abîmé.' },
  },
  boot: {
    en: { word: 'boot', meaning: 'The start of the firmware after a reset, when it reads its settings from flash and decides what to make of them.' },
    de: { word: 'Hochlaufen', meaning: 'Der Start der Firmware nach einem Reset: Sie liest ihre Einstellungen aus dem Flash und entscheidet, was sie davon hält.' },
    fr: { word: 'démarrage', meaning: 'Le départ du micrologiciel après une réinitialisation : il lit ses réglages en flash et décide quoi en faire.' },
  },
  firmware: {
    en: { word: 'firmware', meaning: 'The program inside the lock.' },
    de: { word: 'Firmware', meaning: 'Das Programm im Schloss.' },
    fr: { word: 'micrologiciel', meaning: 'Le programme dans la serrure.' },
  },
  profile: {
    en: { word: 'profile', meaning: 'A variant of the firmware, named by how it keeps its settings; which one a real lock has is a guess.' },
    de: { word: 'Profil', meaning: 'Eine Variante der Firmware, benannt nach der Art, wie sie ihre Einstellungen speichert; welche ein echtes Schloss hat, ist eine Vermutung.' },
    fr: { word: 'profil', meaning: 'Une variante du micrologiciel, nommée d’après sa façon de garder les réglages ; laquelle est dans une vraie serrure est une supposition.' },
  },
  seed: {
    en: { word: 'seed', meaning: 'A number from which everything that differs from lock to lock is derived; the same seed gives the same lock.' },
    de: { word: 'Startwert', meaning: 'Eine Zahl, aus der alles folgt, was sich von Schloss zu Schloss unterscheidet; gleicher Startwert, gleiches Schloss.' },
    fr: { word: 'graine', meaning: 'Un nombre dont découle tout ce qui varie d’une serrure à l’autre ; même graine, même serrure.' },
  },
  esr: {
    en: { word: 'ESR', meaning: 'Equivalent series resistance: the resistance inside a cell or capacitor, which makes its voltage drop when current is drawn.' },
    de: { word: 'ESR', meaning: 'Äquivalenter Serienwiderstand: der Widerstand im Inneren einer Zelle oder eines Kondensators; an ihm fällt Spannung ab, sobald Strom fließt.' },
    fr: { word: 'ESR', meaning: 'Résistance série équivalente : la résistance interne d’une pile ou d’un condensateur, qui fait chuter sa tension quand on tire du courant.' },
  },
  'state-of-charge': {
    en: { word: 'state of charge', meaning: 'How much of what a cell can hold is still in it, in percent.' },
    de: { word: 'Ladezustand', meaning: 'Wie viel von dem, was eine Zelle fassen kann, noch in ihr ist, in Prozent.' },
    fr: { word: 'état de charge', meaning: 'La part de ce qu’une pile peut contenir qui s’y trouve encore, en pourcentage.' },
  },
  vbat: {
    en: { word: 'VBAT', meaning: 'The voltage of the cells, which also feeds the motor.' },
    de: { word: 'VBAT', meaning: 'Die Spannung der Zellen, die auch den Motor speist.' },
    fr: { word: 'VBAT', meaning: 'La tension des piles, qui alimente aussi le moteur.' },
  },
  vdd: {
    en: { word: 'VDD', meaning: 'The voltage of the chip, behind the regulator.' },
    de: { word: 'VDD', meaning: 'Die Spannung des Chips, hinter dem Regler.' },
    fr: { word: 'VDD', meaning: 'La tension de la puce, derrière le régulateur.' },
  },
  bounce: {
    en: { word: 'contact bounce', meaning: 'A contact that opens and closes several times before it stays; each opening can be a short power cut.' },
    de: { word: 'Kontaktprellen', meaning: 'Ein Kontakt, der sich mehrmals öffnet und schließt, bevor er hält; jedes Öffnen kann ein kurzer Stromausfall sein.' },
    fr: { word: 'rebond de contact', meaning: 'Un contact qui s’ouvre et se ferme plusieurs fois avant de tenir ; chaque ouverture peut être une brève coupure.' },
  },
  'bulk-capacitor': {
    en: { word: 'bulk capacitor', meaning: 'The store of charge that keeps the lock running for a moment when the cells are gone; it dries out with the years.' },
    de: { word: 'Stützkondensator', meaning: 'Der Ladungsspeicher, der das Schloss für einen Augenblick ohne Zellen weiterlaufen lässt; er trocknet mit den Jahren aus.' },
    fr: { word: 'condensateur réservoir', meaning: 'La réserve de charge qui fait tenir la serrure un instant sans piles ; elle se dessèche avec les années.' },
  },
  'admin-pin': {
    en: { word: 'admin PIN', meaning: 'The number that the lock asks for before its settings may be changed; opening the door does not need it.' },
    de: { word: 'Admin-PIN', meaning: 'Die Zahl, die das Schloss verlangt, bevor Einstellungen geändert werden dürfen; zum Öffnen der Tür braucht man sie nicht.' },
    fr: { word: 'code PIN administrateur', meaning: 'Le nombre que la serrure demande avant tout changement de réglage ; il n’est pas nécessaire pour ouvrir la porte.' },
  },
  authorization: {
    en: { word: 'authorization', meaning: 'What the lock remembers of a phone that was paired: a name, a key, and what it may do.' },
    de: { word: 'Berechtigung', meaning: 'Was sich das Schloss von einem gekoppelten Handy merkt: einen Namen, einen Schlüssel und was es darf.' },
    fr: { word: 'autorisation', meaning: 'Ce que la serrure retient d’un téléphone appairé : un nom, une clé et ce qu’il a le droit de faire.' },
  },
  pairing: {
    en: { word: 'pairing', meaning: 'The first meeting of phone and lock, in which they agree on a key; the button on the lock must be held for it.' },
    de: { word: 'Koppeln', meaning: 'Die erste Begegnung von Handy und Schloss, bei der sie einen Schlüssel vereinbaren; dazu muss der Knopf am Schloss gehalten werden.' },
    fr: { word: 'appairage', meaning: 'La première rencontre du téléphone et de la serrure, où ils conviennent d’une clé ; il faut pour cela tenir le bouton de la serrure.' },
  },
  'factory-reset': {
    en: { word: 'factory reset', meaning: 'Puts the lock back to how it left the factory; it also destroys the evidence of what went wrong.' },
    de: { word: 'Werksreset', meaning: 'Versetzt das Schloss in den Zustand ab Werk; damit verschwinden auch die Spuren des Fehlers.' },
    fr: { word: 'retour aux réglages d’usine', meaning: 'Remet la serrure dans l’état où elle a quitté l’usine ; cela détruit aussi les traces de ce qui s’est passé.' },
  },
  'simulated-time': {
    en: { word: 'simulated time', meaning: 'The time that passes for the lock; it can be stopped, slowed down, or run through weeks in a moment.' },
    de: { word: 'simulierte Zeit', meaning: 'Die Zeit, die für das Schloss vergeht; sie lässt sich anhalten, verlangsamen oder in einem Augenblick um Wochen vorstellen.' },
    fr: { word: 'temps simulé', meaning: 'Le temps qui passe pour la serrure ; on peut l’arrêter, le ralentir ou parcourir des semaines en un instant.' },
  },
  snapshot: {
    en: { word: 'bookmark', meaning: 'The whole lock as it was at one instant, to which it can be taken back or from which a second one can start.' },
    de: { word: 'Lesezeichen', meaning: 'Das ganze Schloss, wie es in einem Augenblick war; es lässt sich dorthin zurückversetzen, oder ein zweites beginnt von dort.' },
    fr: { word: 'signet', meaning: 'La serrure entière telle qu’elle était à un instant ; on peut y revenir ou en faire partir une seconde.' },
  },
  fork: {
    en: { word: 'fork', meaning: 'A second lock that begins as an exact copy of the first and then lives its own life.' },
    de: { word: 'Abzweig', meaning: 'Ein zweites Schloss, das als genaue Kopie des ersten beginnt und dann sein eigenes Leben führt.' },
    fr: { word: 'bifurcation', meaning: 'Une seconde serrure qui part d’une copie exacte de la première et vit ensuite sa propre vie.' },
  },
  'loss-window': {
    en: { word: 'loss window', meaning: 'The stretch of time in which a power cut would cost the lock its PIN or its settings.' },
    de: { word: 'Verlustfenster', meaning: 'Der Zeitraum, in dem ein Stromausfall das Schloss seine PIN oder seine Einstellungen kosten würde.' },
    fr: { word: 'fenêtre de perte', meaning: 'L’intervalle pendant lequel une coupure coûterait à la serrure son code PIN ou ses réglages.' },
  },
  threshold: {
    en: { word: 'threshold', meaning: 'A voltage at which something happens by itself, such as the warning or the reset.' },
    de: { word: 'Schwelle', meaning: 'Eine Spannung, bei der von selbst etwas geschieht, etwa die Warnung oder der Reset.' },
    fr: { word: 'seuil', meaning: 'Une tension à laquelle quelque chose se produit de soi-même, comme l’alerte ou la réinitialisation.' },
  },
};
