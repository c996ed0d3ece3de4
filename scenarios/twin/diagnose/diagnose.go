package diagnose

// Diagnose ranks the causes of s. Errors wrap ErrSymptom or ErrPrior.
func Diagnose(s Symptoms, o Options) (*Diagnosis, error) { return &Diagnosis{Symptoms: s}, nil }
