// The words of the page in French, by area. {{name}} stands for a value.
export default {
  core: {
    tagline: 'Une serrure connectée dont la mémoire peut faillir',
    skip: 'Aller à la paillasse',
    close: 'Fermer',
    'close-message': 'Fermer ce message',
    cancel: 'Annuler',
    frozen: 'La personne qui anime a mis la paillasse en pause.',
    pages: 'Pages',
    page: { bench: 'Paillasse', training: 'Formation', report: 'Rapports' },
    part: {
      lock: 'Serrure', bay: 'Compartiment à piles', faults: 'Défauts radio', phone: 'Téléphone', scope: 'Oscilloscope', flash: 'Flash', story: 'Récit',
      time: 'Temps', compare: 'Seconde serrure', instruments: 'Oscilloscope et flash',
    },
    covered: '{{part}} : encore couvert à cette étape.',
    views: 'Vues',
    'view-failed': '{{part}} : impossible de charger cette vue. Rechargez la page.',
    reload: 'Recharger',
    theme: { label: 'Thème', auto: 'Comme le système', paper: 'Papier (clair)', scope: 'Oscilloscope (sombre)' },
    language: 'Langue',
    settings: 'Affichage',
    lock: { label: 'Serrure', choose: 'Serrure', none: 'Aucune serrure', new: 'Nouvelle serrure', delete: 'Supprimer cette serrure' },
    firmware: { label: 'Micrologiciel' },
    profile: {
      'rewrite-at-boot': 'Une supposition : explique un code PIN personnel refusé après un changement de piles, tout comme 0000, des réglages revenus à leurs valeurs par défaut, des téléphones toujours appairés, et aucune plainte de ceux qui n’ont pas mis de code.',
      'rewrite-at-boot-crc': 'Une supposition : explique la même perte que rewrite-at-boot là où l’on ne voit pas de valeurs étranges, car un enregistrement dont le contrôle échoue est abandonné en entier.',
      'defaults-on-error': 'Une supposition : explique une serrure revenue sans bruit à aucun code et aux réglages par défaut, ce qu’on ne remarque que lorsque 0000 fonctionne.',
      'wipe-on-error': 'Une supposition : explique vingt utilisateurs à inviter de nouveau après une recharge, bien que personne n’ait réinitialisé la serrure.',
      'save-on-warning': 'Une supposition : explique un code qui a marché des semaines et a disparu après le changement : il n’était qu’en mémoire vive, et l’alerte est venue quand la flash n’accepte plus de sauvegarde.',
      'lazy-migration': 'Une supposition : explique une bêta installée une semaine plus tôt, une serrure en ordre jusqu’au changement de piles, et un code perdu à ce moment.',
      'hidden-load': 'Une supposition : explique des accus qui tiennent quatre semaines à cinq à huit actions par jour, et donc plus de changements où perdre un code.',
      'two-page-swap': 'Une supposition : explique une perte qui ne frappe que certains changements de piles, ceux qui tombent sur une permutation de pages.',
      'fds-gc-at-boot': 'Une supposition : explique une serrure qui redémarre sans aucune donnée après une coupure pendant le ramassage.',
      nvs: 'Une supposition : explique des données validées depuis longtemps qu’un ramassage interrompu emporte.',
      journal: 'Une supposition : une façon dont une version aurait pu être réparée.',
      'ab-slots': 'Une supposition : une façon dont une version ultérieure aurait pu résoudre le problème.',
      'ab-slots-settled': 'Une supposition : ab-slots avec la règle qu’un enregistrement dont la sauvegarde n’a pas fini est validé de nouveau.',
      'three-block-ring': 'Une supposition : ce dont une version serait capable, pour mesurer les autres.',
      'nvs-early': 'Une supposition : explique des données validées depuis longtemps, disparues après une coupure dans la dernière étape d’un ramassage.',
      'journal-replay-once': 'Une supposition : explique une nouvelle valeur qui était là après le changement et qui, des semaines plus tard, est redevenue l’ancienne.',
      'journal-commit-in-entry': 'Une supposition : explique une nouvelle valeur qui était là après le changement et qui, des semaines plus tard, est redevenue l’ancienne.',
    },
    create: {
      title: 'Nouvelle serrure', profile: 'Micrologiciel', part: 'Mémoire', 'own-part': 'Celle du micrologiciel', seed: 'Graine',
      'seed-help': 'La même graine donne la même serrure. Laissez vide pour en tirer une.', name: 'Nom', 'name-help': 'Laissez vide pour un nom formé avec le numéro de la serrure.',
      cells: 'Piles', board: 'Carte', 'board-new': 'Telle que conçue', 'board-dry': 'Condensateur desséché (68 µF)', go: 'Créer la serrure', made: '{{name}} est prête.',
    },
    token: {
      title: 'Ce serveur demande un jeton', text: 'La personne qui gère le serveur le connaît. La page le garde jusqu’à la fermeture de cet onglet.', label: 'Jeton', go: 'Utiliser', wrong: 'Le serveur ne connaît pas ce jeton.',
    },
    state: {
      loading: 'Chargement de la serrure…',
      empty: 'Il n’y a pas encore de serrure ici.',
      'empty-help': 'Créez-en une, ou démarrez le serveur sans « --no-demo ».',
      lost: 'La connexion au serveur est perdue.',
      'lost-help': 'Ce qui est affiché peut toujours être consulté et copié. La page réessaie d’elle-même.',
      again: 'Réessayer maintenant',
      back: 'La connexion est rétablie.',
      gone: 'Cette serrure n’existe plus.',
      'gone-help': 'Quelqu’un l’a supprimée, ou l’adresse de la page désigne la serrure d’un autre serveur.',
      off: 'La serrure n’est pas alimentée.',
      'off-help': 'Insérez des piles. D’ici là, elle n’entend aucun téléphone.',
      reset: 'La tension est trop basse : la serrure est maintenue en réinitialisation.',
      hung: 'Le micrologiciel est bloqué : il tourne, mais ne répond à rien.',
      failed: 'La simulation de cette serrure ne peut pas continuer : {{why}}',
      paused: 'Le temps est arrêté.',
      frozen: 'La personne qui anime a mis la paillasse en pause.',
    },
    picture: {
      copy: 'Copier en PNG', data: 'Données en CSV', copied: 'L’image est dans le presse-papiers.',
      saved: 'Le navigateur refuse le presse-papiers à cette page ; l’image a été enregistrée dans un fichier.', empty: 'Il n’y a pas encore d’image à copier.',
    },
    problem: {
      'no-answer': 'Le serveur ne répond pas. Est-il en marche ?',
      other: 'Le serveur a répondu avec le statut {{status}}.',
      malformed: 'Le serveur n’a pas pu lire la requête.',
      invalid: 'Une valeur n’est pas admise.',
      unauthorized: 'Un jeton est nécessaire.',
      forbidden: 'Votre jeton ne donne pas ce droit.',
      'foreign-origin': 'Cette page n’a pas le droit de parler au serveur.',
      'foreign-host': 'Le serveur ne porte pas ce nom.',
      'no-route': 'Il n’y a rien à cette adresse.',
      'no-method': 'Cette adresse n’accepte pas cela.',
      'unknown-lock': 'Cette serrure n’existe pas.',
      unknown: 'Cela n’existe pas ici.',
      conflict: 'Ce n’est pas possible maintenant.',
      limit: 'Une limite du serveur est atteinte.',
      'too-large': 'Le fichier est trop grand.',
      'not-acceptable': 'La réponse n’existe pas sous cette forme.',
      unsupported: 'Ce type de fichier n’est pas accepté ici.',
      'too-fast': 'Trop de requêtes. Patientez un instant.',
      broken: 'Le serveur est en faute ; son journal en dit plus.',
      unavailable: 'Le serveur n’est pas disponible. Réessayez bientôt.',
      'not-reached': 'Cela ne s’est pas produit.',
      'slow-body': 'La requête n’est pas arrivée à temps.',
      slow: 'Cela a pris trop de temps.',
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
    run: 'Reprendre',
    step: 'Pas',
    'step-help': 'Arrête le temps et va au prochain événement, même au milieu d’un effacement.',
    speed: 'Vitesse du temps',
    max: 'au plus vite',
    'run-on': 'Avancer…',
    running: 'Avance…',
    'run-for': 'De cette durée, au plus vite',
    'run-until': 'Jusqu’à ce que cela arrive',
    'to-moment': 'Jusqu’à l’instant choisi, {{at}}',
    clock: 'Heure de la serrure',
    'clock-help': 'Temps simulé depuis la création de la serrure, en jours et en heures.',
    since: 'depuis la dernière',
    reset: 'réinitialisation',
    'now-at': 'La serrure en est à {{at}}.',
    stretch: { '1s': '1 s', '1m': '1 min', '1h': '1 h', '24h': '1 jour', '7d': '1 semaine', '28d': '4 semaines' },
    goal: {
      'erase-begin': 'un effacement commence', 'program-done': 'un mot est programmé', 'pof-falling': 'l’alerte de coupure arrive',
      'reset-brown-out': 'une réinitialisation sur baisse de tension', 'motor-start': 'le moteur démarre', 'bolt-rests': 'le pêne s’immobilise',
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
