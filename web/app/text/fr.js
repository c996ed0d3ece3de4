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
    firmware: { label: 'Micrologiciel', hypothesis: 'Une supposition, pas un constat : {{text}}' },
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
